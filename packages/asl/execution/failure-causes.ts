import type { StateError } from '../state-error.ts'
import type { StateOutput } from './data-flow.ts'
import { details } from './details.ts'
import type { Failure } from './failure.ts'
import { exceedsPayloadLimit, exceedsVariablesLimit } from './limits.ts'
import type { StateThread, Transition } from './transition.ts'

export function dataLimitExceeded(task: string): Failure {
  return {
    error: 'States.DataLimitExceeded',
    cause: `The state/task '${task}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  }
}

/** Why an output or its variables are too large, or undefined where they are not. */
export function exceededLimit({ active, branch }: StateThread, { output, assigned }: StateOutput): Failure | undefined {
  if (exceedsPayloadLimit(output)) return dataLimitExceeded(active.name)
  if (!assigned || !exceedsVariablesLimit(assigned, branch.variables)) return undefined
  return {
    error: 'States.DataLimitExceeded',
    cause: 'The size of the assigned variables exceeds the maximum number of bytes service limit.',
  }
}

/**
 * The failure of a state whose field could not be evaluated. JSONata's is also recorded in the history.
 * @param before the event that the recorded one follows; the thread's last one if not given
 */
export function evaluationFailure(t: Transition, thread: StateThread, error: StateError, before?: number): Failure {
  const { name, enteredEventId } = thread.active
  const where = `An error occurred while executing the state '${name}' (entered at the event id #${enteredEventId}). `
  const cause = error.causeNamesState ? where + error.message : error.message
  if (error.error === 'States.QueryEvaluationError') {
    if (before !== undefined) thread.branch.lastEventId = before
    const { location } = error
    t.record(thread, 'EvaluationFailed', details({ cause, error: error.error, location, state: name }))
  }
  return { error: error.error, cause }
}
