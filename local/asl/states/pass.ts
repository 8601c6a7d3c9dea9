import { effectiveInput, handover } from '../data-flow.ts'
import type { PassState } from '../definition.ts'
import { leave } from '../flow.ts'
import type { StateThread, Transition } from '../transition.ts'

/** @see https://states-language.net/#pass-state */
export function startPass(t: Transition, thread: StateThread<PassState>): void {
  const input = effectiveInput(t, thread)
  leave(t, thread, handover(t, thread, thread.state.Result ?? input))
}
