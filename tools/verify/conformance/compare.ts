import type { ExecutionResult, HistoryEvent, Json } from '@sfs3/asl'
import type { Case, RecordedEvent } from './case.ts'
import { Matcher } from './pattern.ts'
import type { Replayed } from './replay.ts'

/** How a run differs from its recording: in what it came to, or only on the way there. */
export type Comparison = { result?: string; history?: string }

export function compare(of: Case, { result, history }: Replayed): Comparison {
  const given = JSON.stringify([of.definition, of.input])
  const difference = new Matcher(given).difference(expectedResult(of), resultOf(result))
  if (difference) return { result: difference }
  const events = history.map(comparable)
  // Results first, so that what their placeholders are bound to holds in the history too.
  const matcher = new Matcher(given)
  matcher.difference(expectedResult(of), resultOf(result))
  const inHistory = of.flags.includes('noHistory')
    ? undefined
    : of.flags.includes('historySorted')
      ? unorderedDifference(matcher, of.history, events)
      : orderedDifference(matcher, of.history, events)
  return inHistory ? { history: inHistory } : {}
}

function expectedResult({ expect: { status, output, error, cause } }: Case): Json {
  return JSON.parse(JSON.stringify({ status, output, error, cause }))
}

function resultOf(result: ExecutionResult): Json {
  return result as unknown as Json
}

/** An event without what the recordings leave out. */
function comparable({ type, id, previousEventId, details }: HistoryEvent): RecordedEvent {
  const { roleArn: _, ...kept } = details ?? {}
  return { type, id, previousEventId, ...(Object.keys(kept).length > 0 && { details: kept }) }
}

function orderedDifference(matcher: Matcher, expected: RecordedEvent[], actual: RecordedEvent[]): string | undefined {
  for (let i = 0; i < Math.max(expected.length, actual.length); i++) {
    const difference = matcher.difference(asJson(expected[i]), asJson(actual[i]), `event ${i + 1}`)
    if (difference) return difference
  }
  return undefined
}

/**
 * Events within a Parallel state were sorted when they were recorded: they lost their ids, and ParallelStateSucceeded and
 * ParallelStateFailed were taken out. They are compared by type and details alone, each with the first like it.
 */
function unorderedDifference(matcher: Matcher, expected: RecordedEvent[], actual: RecordedEvent[]): string | undefined {
  const left = actual.filter(({ type }) => type !== 'ParallelStateSucceeded' && type !== 'ParallelStateFailed')
  for (const event of expected) {
    const index = left.findIndex((candidate) => sameButForIds(matcher, event, candidate))
    if (index < 0) return `no event like ${event.id} ${JSON.stringify(event).slice(0, 400)}`
    left.splice(index, 1)
  }
  return left.length > 0 ? `unexpected ${JSON.stringify(left[0]).slice(0, 400)}` : undefined
}

function sameButForIds(matcher: Matcher, expected: RecordedEvent, actual: RecordedEvent): boolean {
  if (expected.type !== actual.type) return false
  if (expected.id !== 0 && (expected.id !== actual.id || expected.previousEventId !== actual.previousEventId))
    return false
  return matcher.difference(asJson(expected)?.details ?? {}, asJson(actual)?.details ?? {}) === undefined
}

function asJson(event: RecordedEvent | undefined): { [name: string]: Json } | undefined {
  if (!event) return undefined
  const { details, ...rest } = event
  return details && Object.keys(details).length > 0 ? { ...rest, details } : rest
}
