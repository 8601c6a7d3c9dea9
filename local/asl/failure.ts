import type { Json } from '../json.ts'
import { type Handover, pathHandover, queryHandover } from './data-flow.ts'
import type { Catcher, Retrier } from './definition.ts'
import { cancel, endExecution, stopChildren } from './ending.ts'
import { leave } from './flow.ts'
import { exceedsPayloadLimit } from './limits.ts'
import { StateError } from './state-error.ts'
import { iterationFailed } from './states/map.ts'
import { branchFailed } from './states/parallel.ts'
import { details, type StateThread, type Transition } from './transition.ts'

/** Why a state failed, as Retry, Catch and the execution's end see it. */
export type Failure = {
  error?: string | undefined
  cause?: string | undefined
  /** A missed heartbeat is a States.Timeout that may also be caught as States.HeartbeatTimeout. */
  heartbeat?: boolean
}

export function dataLimitExceeded(task: string): Failure {
  return {
    error: 'States.DataLimitExceeded',
    cause: `The state/task '${task}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  }
}

export function variablesLimitExceeded(): Failure {
  return {
    error: 'States.DataLimitExceeded',
    cause: 'The size of the assigned variables exceeds the maximum number of bytes service limit.',
  }
}

/**
 * A field of the state could not be evaluated.
 * @param before the event that this one follows
 */
export function failEvaluation(t: Transition, thread: StateThread, error: StateError, before?: number): void {
  const failure = evaluationFailure(t, thread, error, before)
  if (error.error === 'States.Runtime') return failExecution(t, thread, failure)
  fail(t, thread, failure)
}

function evaluationFailure(t: Transition, thread: StateThread, error: StateError, before?: number) {
  const { name, enteredEventId } = thread.active
  const where = `An error occurred while executing the state '${name}' (entered at the event id #${enteredEventId}). `
  const cause = error.standsAlone ? error.message : where + error.message
  if (error.error === 'States.QueryEvaluationError') {
    if (before !== undefined) thread.branch.lastEventId = before
    const { location } = error
    t.record(thread, 'EvaluationFailed', details({ cause, error: error.error, location, state: name }))
  }
  return { error: error.error, cause }
}

/** The state failed: try again, or go where a catcher says, or fail what it is in. */
export function fail(t: Transition, thread: StateThread, failure: Failure): void {
  stopChildren(t, thread)
  if (t.inspection) t.inspection.failure = failure
  const { state } = thread
  if ('Retry' in state) {
    if (retry(t, thread, state.Retry, failure)) return
    if (catchFailure(t, thread, state.Catch, failure)) return
  }
  failBranch(t, thread, failure)
}

function failBranch(t: Transition, thread: StateThread, failure: Failure): void {
  recordStateFailed(t, thread)
  if (thread.path.length === 0) return failExecution(t, thread, failure)
  const parent = t.parent(thread)
  if (parent.state.Type === 'Parallel') branchFailed(t, parent, thread, failure)
  if (parent.state.Type === 'Map') iterationFailed(t, parent, thread, failure)
}

/** Ends the execution at once, wherever in it the thread is: `States.Runtime` is nothing that Retry or Catch can handle. */
export function failExecution(t: Transition, thread: StateThread, { error, cause }: Failure): void {
  if (t.inspection) t.inspection.failure = { error, cause }
  t.record(thread, 'ExecutionFailed', details({ error, cause }))
  endExecution(t, { status: 'FAILED', ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) })
}

function recordStateFailed(t: Transition, thread: StateThread): void {
  const { Type } = thread.state
  if (Type === 'Map' || Type === 'Parallel') t.record(thread, `${Type}StateFailed`)
}

/** @see https://states-language.net/#errors */
function matches(names: string[], { error, heartbeat }: Failure): boolean {
  return names.some(
    (name) =>
      name === error ||
      name === 'States.ALL' ||
      (name === 'States.TaskFailed' && error !== 'States.Timeout') ||
      (name === 'States.HeartbeatTimeout' && heartbeat === true),
  )
}

function retry(t: Transition, thread: StateThread, retriers: Retrier[], failure: Failure): boolean {
  const { active } = thread
  const index = retriers.findIndex((retrier) => matches(retrier.ErrorEquals, failure))
  const retrier = retriers[index]
  const used = active.retriersUsed[index] ?? 0
  if (!retrier) return false
  if (t.inspection) t.inspection.errorDetails.retryIndex = index
  // MaxAttempts does not count the first try: 3 means up to four.
  if (used >= retrier.MaxAttempts) return false
  active.retriersUsed = active.retriersUsed.slice()
  active.retriersUsed[index] = used + 1
  active.retryCount++
  cancel(t, active.doing)
  const delay = delayMs(t, retrier, used)
  if (t.inspection) t.inspection.errorDetails.retryBackoffIntervalSeconds = Math.round(delay / 1000)
  active.doing = { what: 'retrying', until: t.startTimer(thread.path, t.at + delay) }
  return true
}

/** @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#error-handling-retrying-after-an-error */
function delayMs(t: Transition, retrier: Retrier, used: number): number {
  const { IntervalSeconds, BackoffRate, MaxDelaySeconds = Number.POSITIVE_INFINITY, JitterStrategy } = retrier
  const seconds = Math.min(IntervalSeconds * BackoffRate ** used, MaxDelaySeconds)
  return Math.round(seconds * 1000 * (JitterStrategy === 'FULL' ? t.random.next() : 1))
}

function catchFailure(t: Transition, thread: StateThread, catchers: Catcher[], failure: Failure): boolean {
  const index = catchers.findIndex((candidate) => matches(candidate.ErrorEquals, failure))
  const catcher = catchers[index]
  if (!catcher) return false
  if (t.inspection) t.inspection.errorDetails.catchIndex = index
  recordStateFailed(t, thread)
  cancel(t, thread.active.doing)
  const errorOutput: Json = { Error: failure.error ?? null, Cause: failure.cause ?? null }
  let handover: Handover
  try {
    handover =
      thread.state.QueryLanguage === 'JSONata'
        ? queryHandover(t, thread, catcher, errorOutput, { errorOutput }, (field) => `Catch[${index}]/${field}`)
        : pathHandover(t, thread, { ResultPath: catcher.ResultPath, Assign: catcher.Assign }, errorOutput)
  } catch (error) {
    if (!(error instanceof StateError)) throw error
    failBranch(t, thread, evaluationFailure(t, thread, error))
    return true
  }
  if (exceedsPayloadLimit(handover.output)) failBranch(t, thread, dataLimitExceeded(thread.active.name))
  else leave(t, thread, handover, catcher.Next)
  return true
}
