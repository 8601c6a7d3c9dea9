import type { Catcher, Retrier } from '../definition.ts'
import { type Handover, pathHandover, queryHandover } from '../execution/data-flow.ts'
import { endExecution, stopChildren } from '../execution/ending.ts'
import { exceedsPayloadLimit, exceedsVariablesLimit } from '../execution/limits.ts'
import { details, type StateThread, type Transition } from '../execution/transition.ts'
import type { Json } from '../json.ts'
import { StateError } from '../state-error.ts'
import { iterationFailed } from '../states/map.ts'
import { branchFailed } from '../states/parallel.ts'
import { leave } from './flow.ts'

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

/** Why a state may not hand this on, or undefined where it may. */
export function excess({ active, branch }: StateThread, { output, assigned }: Handover): Failure | undefined {
  if (exceedsPayloadLimit(output)) return dataLimitExceeded(active.name)
  if (!assigned || !exceedsVariablesLimit(assigned, branch.variables)) return undefined
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
  fail(t, thread, evaluationFailure(t, thread, error, before))
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

/**
 * The state failed: try again, or go where a catcher says, or fail what it is in. `States.Runtime` is nothing that any of them
 * could handle: it ends the execution, wherever in it the thread is.
 */
export function fail(t: Transition, thread: StateThread, failure: Failure): void {
  if (t.inspection) t.inspection.failure = failure
  if (failure.error === 'States.Runtime') return failExecution(t, thread, failure)
  stopChildren(t, thread)
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

function failExecution(t: Transition, thread: StateThread, { error, cause }: Failure): void {
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
  const caught = handOver(t, thread, catcher, index, failure)
  if ('failure' in caught) {
    failBranch(t, thread, caught.failure)
  } else {
    recordStateFailed(t, thread)
    leave(t, thread, caught, catcher.Next)
  }
  return true
}

/** What a catcher hands on, or why it cannot. */
function handOver(
  t: Transition,
  thread: StateThread,
  catcher: Catcher,
  index: number,
  { error, cause }: Failure,
): Handover | { failure: Failure } {
  const errorOutput: Json = { Error: error ?? null, Cause: cause ?? null }
  try {
    const handover =
      thread.state.QueryLanguage === 'JSONata'
        ? queryHandover(t, thread, catcher, errorOutput, { errorOutput }, (field) => `Catch[${index}]/${field}`)
        : pathHandover(t, thread, { ResultPath: catcher.ResultPath, Assign: catcher.Assign }, errorOutput)
    const failure = excess(thread, handover)
    return failure ? { failure } : handover
  } catch (problem) {
    if (!(problem instanceof StateError)) throw problem
    return { failure: evaluationFailure(t, thread, problem) }
  }
}
