import { effectiveInput, handover } from '../data-flow.ts'
import type { PassState } from '../definition.ts'
import { leave } from '../flow.ts'
import type { StateThread, Transition } from '../transition.ts'

/** @see https://states-language.net/#pass-state */
export function startPass(t: Transition, thread: StateThread<PassState>): void {
  const { Result } = thread.state
  if (Result !== undefined) t.inspection?.see('result', Result)
  leave(t, thread, handover(t, thread, Result ?? effectiveInput(t, thread)))
}
