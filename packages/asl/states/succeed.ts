import type { SucceedState } from '../definition.ts'
import { selectedInput, stateOutput } from '../execution/data-flow.ts'
import { leave, type StateOutcome } from '../execution/outcome.ts'
import type { StateThread, Transition } from '../execution/transition.ts'

/** Ends its branch. @see https://states-language.net/#succeed-state */
export function startSucceed(t: Transition, thread: StateThread<SucceedState>): StateOutcome {
  const input = thread.state.QueryLanguage === 'JSONata' ? thread.active.input : selectedInput(t, thread)
  return leave(stateOutput(t, thread, input))
}
