import type { SucceedState } from '../definition.ts'
import { handover, selectedInput } from '../execution/data-flow.ts'
import type { StateThread, Transition } from '../execution/transition.ts'
import { leave } from '../interpreter/flow.ts'

/** Ends its branch whatever follows. @see https://states-language.net/#succeed-state */
export function startSucceed(t: Transition, thread: StateThread<SucceedState>): void {
  const input = thread.state.QueryLanguage === 'JSONata' ? thread.active.input : selectedInput(t, thread)
  leave(t, thread, handover(t, thread, input))
}
