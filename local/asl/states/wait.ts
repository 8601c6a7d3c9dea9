import type { EpochMs } from '../../clock.ts'
import type { Json } from '../../json.ts'
import { handover, pathScope, queryScope, selectedInput } from '../data-flow.ts'
import type { WaitState } from '../definition.ts'
import { failEvaluation } from '../failure.ts'
import { attempt, leave } from '../flow.ts'
import { evaluate } from '../jsonata/evaluate.ts'
import { findPath } from '../jsonpath/read.ts'
import type { PathScope } from '../scope.ts'
import { StateError } from '../state-error.ts'
import type { StateThread, Transition } from '../transition.ts'

/** The longest wait: as many seconds as 31 bits can count, 68 years. */
const LONGEST_SECONDS = 2 ** 31 - 1

/** @see https://states-language.net/#wait-state */
export function startWait(t: Transition, thread: StateThread<WaitState>): void {
  const amount = given(t, thread)
  let until: EpochMs
  try {
    until = 'seconds' in amount ? t.at + longSeconds(amount) * 1000 : timestamp(amount, t.at)
  } catch (error) {
    if (!(error instanceof StateError)) throw error
    // Unlike an expression that fails, this is found out when the entry is over already.
    return failEvaluation(t, thread, error)
  }
  if (until <= t.at) return endWait(t, thread)
  thread.active.doing = { what: 'waiting', until: t.startTimer(thread.path, until) }
}

export function endWait(t: Transition, thread: StateThread<WaitState>): void {
  const input = thread.state.QueryLanguage === 'JSONata' ? thread.active.input : selectedInput(t, thread)
  attempt(t, thread, () => leave(t, thread, handover(t, thread, input)))
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
  if (typeof seconds !== 'number' || !Number.isInteger(seconds)) {
    throw query
      ? new StateError(
          'States.QueryEvaluationError',
          `The Seconds field cannot be parsed as a long value: ${shown(seconds)}`,
          'Seconds',
        )
      : new StateError(
          'States.Runtime',
          `The SecondsPath parameter cannot be parsed as a long value: ${path} == ${shown(seconds)}`,
        )
  }
  if (seconds < 0) {
    throw query
      ? new StateError(
          'States.QueryEvaluationError',
          `The Seconds field must be a positive number: ${seconds}`,
          'Seconds',
        )
      : new StateError('States.Runtime', `The SecondsPath parameter references a negative value: ${path} == ${seconds}`)
  }
  if (seconds > LONGEST_SECONDS) throw tooLong(query, 'Seconds')
  return seconds
}

/** What AWS takes: `2016-03-14T01:59:00Z`, with any fraction and `Z` or an offset. */
const ISO_8601 = /^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/

function timestamp({ timestamp, path, query }: Timestamp, now: EpochMs): EpochMs {
  const at = typeof timestamp === 'string' && ISO_8601.test(timestamp) ? Date.parse(timestamp) : Number.NaN
  if (Number.isNaN(at)) {
    throw query
      ? new StateError(
          'States.QueryEvaluationError',
          `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${shown(timestamp)}`,
          'Timestamp',
        )
      : new StateError(
          'States.Runtime',
          `The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: ${path} == ${shown(timestamp)}`,
        )
  }
  if (at - now > LONGEST_SECONDS * 1000) throw tooLong(query, 'Timestamp')
  return at
}

function tooLong(query: boolean, field: string): StateError {
  const message = 'Wait state delay is too long.'
  return query
    ? new StateError('States.QueryEvaluationError', message, field)
    : new StateError('States.Runtime', message)
}

function shown(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
