import { handover, selectedInput } from '../data-flow.ts'
import type { SucceedState } from '../definition.ts'
import { leave } from '../flow.ts'
import type { StateThread, Transition } from '../transition.ts'

/** Ends its branch whatever follows. @see https://states-language.net/#succeed-state */
export function startSucceed(t: Transition, thread: StateThread<SucceedState>): void {
  const input = thread.state.QueryLanguage === 'JSONata' ? thread.active.input : selectedInput(t, thread)
  leave(t, thread, handover(t, thread, input))
}
