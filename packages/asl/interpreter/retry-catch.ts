import type { Catcher, Retrier } from '../definition.ts'
import { pathOutput, queryOutput } from '../execution/data-flow.ts'
import type { Failure } from '../execution/failure.ts'
import { exceededLimit } from '../execution/failure-causes.ts'
import { attempt, fail, leave, type StateOutcome, WAIT } from '../execution/outcome.ts'
import type { StateThread, Transition } from '../execution/transition.ts'
import type { Json } from '../json.ts'

/**
 * What the state's retriers and catchers make of a failure: it waits to be retried, leaves for a catcher's `Next`, or fails,
 * perhaps otherwise than before, because a catcher's output cannot be evaluated.
 * @see https://states-language.net/#errors
 */
export function handleFailure(t: Transition, thread: StateThread, failure: Failure): StateOutcome {
  const { state } = thread
  if (!('Retry' in state)) return fail(failure)
  return retry(t, thread, state.Retry, failure) ?? catchFailure(t, thread, state.Catch, failure) ?? fail(failure)
}

function matches(names: string[], { error, heartbeat }: Failure): boolean {
  return names.some(
    (name) =>
      name === error ||
      name === 'States.ALL' ||
      (name === 'States.TaskFailed' && error !== 'States.Timeout') ||
      (name === 'States.HeartbeatTimeout' && heartbeat === true),
  )
}

function retry(t: Transition, thread: StateThread, retriers: Retrier[], failure: Failure): StateOutcome | undefined {
  const { active } = thread
  const index = retriers.findIndex((retrier) => matches(retrier.ErrorEquals, failure))
  const retrier = retriers[index]
  const used = active.retriersUsed[index] ?? 0
  if (!retrier) return undefined
  t.observer?.handled({ retryIndex: index })
  // MaxAttempts does not count the first try: 3 means up to four.
  if (used >= retrier.MaxAttempts) return undefined
  active.retriersUsed = active.retriersUsed.slice()
  active.retriersUsed[index] = used + 1
  active.retryCount++
  const delay = delayMs(t, retrier, used)
  t.observer?.handled({ retryBackoffIntervalSeconds: Math.round(delay / 1000) })
  active.status = { type: 'Retrying', until: t.startTimer(thread.path, t.at + delay) }
  return WAIT
}

/** @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#error-handling-retrying-after-an-error */
function delayMs(t: Transition, retrier: Retrier, used: number): number {
  const { IntervalSeconds, BackoffRate, MaxDelaySeconds = Number.POSITIVE_INFINITY, JitterStrategy } = retrier
  const seconds = Math.min(IntervalSeconds * BackoffRate ** used, MaxDelaySeconds)
  return Math.round(seconds * 1000 * (JitterStrategy === 'FULL' ? t.random.next() : 1))
}

function catchFailure(
  t: Transition,
  thread: StateThread,
  catchers: Catcher[],
  failure: Failure,
): StateOutcome | undefined {
  const index = catchers.findIndex((candidate) => matches(candidate.ErrorEquals, failure))
  const catcher = catchers[index]
  if (!catcher) return undefined
  t.observer?.handled({ catchIndex: index })
  const { error, cause } = failure
  const errorOutput: Json = { Error: error ?? null, Cause: cause ?? null }
  return attempt(t, thread, () => {
    const output =
      thread.state.QueryLanguage === 'JSONata'
        ? queryOutput(t, thread, catcher, errorOutput, { errorOutput }, (field) => `Catch[${index}]/${field}`)
        : pathOutput(t, thread, { ResultPath: catcher.ResultPath, Assign: catcher.Assign }, errorOutput)
    const tooLarge = exceededLimit(thread, output)
    return tooLarge ? fail(tooLarge) : leave(output, catcher.Next)
  })
}
