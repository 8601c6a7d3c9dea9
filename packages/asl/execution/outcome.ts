import { StateError } from '../state-error.ts'
import type { StateOutput } from './data-flow.ts'
import type { Failure } from './failure.ts'
import { evaluationFailure } from './failure-causes.ts'
import type { StateThread, Transition } from './transition.ts'

/** What becomes of a state after it was started or an event reached it. States return it; only interpreter/flow.ts acts on it. */
export type StateOutcome =
  /** It waits for a timer, a task, its branches or its iterations. */
  | { type: 'Wait' }
  /** It is done. Without `next` the thread goes to the state's own `Next`. */
  | { type: 'Leave'; output: StateOutput; next: string | undefined }
  | { type: 'Fail'; failure: Failure }

export const WAIT: StateOutcome = { type: 'Wait' }

export function leave(output: StateOutput, next?: string): StateOutcome {
  return { type: 'Leave', output, next }
}

export function fail(failure: Failure): StateOutcome {
  return { type: 'Fail', failure }
}

/**
 * The outcome of `run`, which is a failure when a field of the state cannot be evaluated.
 * @param before the event that the recorded failure follows; the thread's last one if not given
 */
export function attempt(t: Transition, thread: StateThread, run: () => StateOutcome, before?: number): StateOutcome {
  try {
    return run()
  } catch (error) {
    if (!(error instanceof StateError)) throw error
    return fail(evaluationFailure(t, thread, error, before))
  }
}
