import type { Json } from '../json.ts'
import type { ActiveState } from '../run.ts'
import type { Thread, Transition } from './transition.ts'

/** Sends a thread into a state, as soon as it is this thread's turn. */
export function enter(t: Transition, thread: Thread, name: string, input: Json): void {
  const entering: ActiveState = {
    name,
    enteredAt: t.at,
    enteredEventId: 0,
    input,
    retryCount: 0,
    retriersUsed: [],
    status: { type: 'Starting' },
  }
  thread.branch.state = entering
  t.later({ type: 'EnterState', thread, entering })
}
