import type { PassState } from '../definition.ts'
import { effectiveInput, stateOutput } from '../execution/data-flow.ts'
import { leave, type StateOutcome } from '../execution/outcome.ts'
import type { StateThread, Transition } from '../execution/transition.ts'

/** @see https://states-language.net/#pass-state */
export function startPass(t: Transition, thread: StateThread<PassState>): StateOutcome {
  const { Result } = thread.state
  if (Result !== undefined) t.observer?.observe('result', Result)
  return leave(stateOutput(t, thread, Result ?? effectiveInput(t, thread)))
}
