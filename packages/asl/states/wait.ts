import type { WaitState } from '../definition.ts'
import type { EpochMs } from '../epoch-ms.ts'
import { pathScope, queryScope, selectedInput, stateOutput } from '../execution/data-flow.ts'
import { evaluationFailure } from '../execution/failure-causes.ts'
import { attempt, fail, leave, type StateOutcome, WAIT } from '../execution/outcome.ts'
import type { StateThread, Transition } from '../execution/transition.ts'
import type { Json } from '../json.ts'
import { evaluate } from '../jsonata/evaluate.ts'
import { findPath } from '../jsonpath/read.ts'
import type { PathScope } from '../scope.ts'
import { StateError } from '../state-error.ts'
import { instantOf } from '../timestamp.ts'

/** The longest wait: as many seconds as 31 bits can count, 68 years. */
const LONGEST_SECONDS = 2 ** 31 - 1

/** @see https://states-language.net/#wait-state */
export function startWait(t: Transition, thread: StateThread<WaitState>): StateOutcome {
  const amount = given(t, thread)
  let until: EpochMs
  try {
    until = 'seconds' in amount ? t.at + longSeconds(amount) * 1000 : timestamp(amount, t.at)
  } catch (error) {
    if (!(error instanceof StateError)) throw error
    // Unlike an expression that fails, this is found out when the entry is over already.
    return fail(evaluationFailure(t, thread, error))
  }
  if (until <= t.at) return endWait(t, thread)
  thread.active.status = { type: 'Waiting', until: t.startTimer(thread.path, until) }
  return WAIT
}

export function endWait(t: Transition, thread: StateThread<WaitState>): StateOutcome {
  const input = thread.state.QueryLanguage === 'JSONata' ? thread.active.input : selectedInput(t, thread)
  return attempt(t, thread, () => leave(stateOutput(t, thread, input)))
}

type Seconds = { seconds: Json; path?: string; query: boolean }
type Timestamp = { timestamp: Json; path?: string; query: boolean }

function given(t: Transition, thread: StateThread<WaitState>): Seconds | Timestamp {
  const { state } = thread
  const { Seconds, SecondsPath, Timestamp, TimestampPath } = state
  if (state.QueryLanguage === 'JSONata') {
    const scope = queryScope(t, thread)
    if (Seconds !== undefined) return { seconds: evaluate('Seconds', Seconds, scope), query: true }
    return { timestamp: evaluate('Timestamp', Timestamp ?? '', scope), query: true }
  }
  const scope = pathScope(t, thread, selectedInput(t, thread))
  if (SecondsPath !== undefined)
    return { seconds: referenced('SecondsPath', SecondsPath, scope), path: SecondsPath, query: false }
  if (TimestampPath !== undefined)
    return { timestamp: referenced('TimestampPath', TimestampPath, scope), path: TimestampPath, query: false }
  return Seconds === undefined ? { timestamp: Timestamp ?? '', query: false } : { seconds: Seconds, query: false }
}

function referenced(field: string, path: string, scope: PathScope): Json {
  const value = findPath(path, scope)
  if (value !== undefined) return value
  throw new StateError('States.Runtime', `The ${field} parameter does not reference an input value: ${path}`)
}

function longSeconds({ seconds, path, query }: Seconds): number {
  const where = `${path} == ${shown(seconds)}`
  if (typeof seconds !== 'number' || !Number.isInteger(seconds)) {
    throw query
      ? refusedQuery('Seconds', `The Seconds field cannot be parsed as a long value: ${shown(seconds)}`)
      : refusedPath(`The SecondsPath parameter cannot be parsed as a long value: ${where}`)
  }
  if (seconds < 0) {
    throw query
      ? refusedQuery('Seconds', `The Seconds field must not be negative: ${seconds}`)
      : refusedPath(`The SecondsPath parameter references a negative value: ${where}`)
  }
  if (seconds > LONGEST_SECONDS) throw tooLong(query, 'Seconds')
  return seconds
}

const FORMAT = 'ISO-8601 extended offset date-time format string'

function timestamp({ timestamp, path, query }: Timestamp, now: EpochMs): EpochMs {
  const instant = typeof timestamp === 'string' ? instantOf(timestamp) : undefined
  if (instant === undefined) {
    throw query
      ? refusedQuery('Timestamp', `The Timestamp field cannot be parsed as an ${FORMAT}: ${shown(timestamp)}`)
      : refusedPath(`The TimestampPath parameter does not reference a valid ${FORMAT}: ${path} == ${shown(timestamp)}`)
  }
  const at = Number(instant / 1_000_000n)
  if (at - now > LONGEST_SECONDS * 1000) throw tooLong(query, 'Timestamp')
  return at
}

function tooLong(query: boolean, field: string): StateError {
  const message = 'Wait state delay is too long.'
  return query ? refusedQuery(field, message) : refusedPath(message)
}

function refusedQuery(field: string, message: string): StateError {
  return new StateError('States.QueryEvaluationError', message, field)
}

function refusedPath(message: string): StateError {
  return new StateError('States.Runtime', message)
}

function shown(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
