import type { EngineEvent } from '@sfs3/asl'
import type { Database } from './database.ts'

/** Events that an execution was told of and that did not advance it yet, because an expression takes long. */
export function waitingEvents({ prepare, write }: Database) {
  const add = prepare('INSERT INTO waiting_event (execution, event) VALUES (?, ?)')
  const removeFirst = prepare(`DELETE FROM waiting_event
    WHERE position = (SELECT min(position) FROM waiting_event WHERE execution = ?)`)
  const clear = prepare('DELETE FROM waiting_event WHERE execution = ?')
  const of = prepare('SELECT event FROM waiting_event WHERE execution = ? ORDER BY position')

  return {
    add: (execution: number, event: EngineEvent) => write(() => add.run(execution, JSON.stringify(event))),

    removeFirst: (execution: number) => write(() => removeFirst.run(execution)),

    clear: (execution: number) => write(() => clear.run(execution)),

    /** The oldest first. */
    of: (execution: number): EngineEvent[] =>
      (of.all(execution) as { event: string }[]).map(({ event }) => JSON.parse(event) as EngineEvent),
  }
}
