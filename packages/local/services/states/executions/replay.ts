import { advance } from '@sfs3/asl'
import type { Store } from '../store/store.ts'
import type { LiveExecution } from './live-execution.ts'

/**
 * Advances an execution that has not started by every event of its journal.
 * @throws Error when that leads elsewhere than it was recorded
 */
export function replay(live: LiveExecution, journal: Store['journal']): void {
  for (const event of journal.events(live.id)) {
    const [run] = advance(live.machine, live.run, event)
    live.run = run
    live.seq++
  }
  const { seq, lastEventId } = journal.last(live.id)
  if (seq === 0 && live.waiting.length === 0) throw new Error('nothing of it was recorded')
  if (lastEventId !== live.run.lastEventId)
    throw new Error(`its journal leads to event ${live.run.lastEventId}, but event ${lastEventId} was recorded`)
}
