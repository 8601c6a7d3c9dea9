import type { Effect } from '@sfs3/asl'
import type { WaitingEvent } from './live-execution.ts'

/** Those of the effects whose answer does not wait already. */
export function unanswered(effects: readonly Effect[], waiting: readonly WaitingEvent[]): Effect[] {
  const answered = new Set(waiting.flatMap(answeredBy))
  return effects.filter(
    (effect) => !('task' in effect && answered.has(effect.task)) && !('timer' in effect && answered.has(effect.timer)),
  )
}

/** The task or the timer that an event is the end of. */
function answeredBy({ event }: WaitingEvent): string[] {
  switch (event.type) {
    case 'TimerFired':
      return [event.timer]
    case 'TaskSucceeded':
    case 'TaskFailed':
    case 'ItemsRead':
    case 'ChildEnded':
      return [event.task]
    default:
      return []
  }
}
