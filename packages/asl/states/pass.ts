import type { PassState } from '../definition.ts'
import { effectiveInput, handover } from '../execution/data-flow.ts'
import type { StateThread, Transition } from '../execution/transition.ts'
import { leave } from '../interpreter/flow.ts'

/** @see https://states-language.net/#pass-state */
export function startPass(t: Transition, thread: StateThread<PassState>): void {
  const { Result } = thread.state
  if (Result !== undefined) t.inspection?.see('result', Result)
  leave(t, thread, handover(t, thread, Result ?? effectiveInput(t, thread)))
}
