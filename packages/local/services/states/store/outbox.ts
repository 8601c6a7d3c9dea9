import type { AwsEvent } from '../../events/aws-event.ts'
import type { Database } from './database.ts'

/** Events about executions, written with what they tell of and kept until EventBridge has accepted them. */
export function outbox({ prepare, write }: Database) {
  const add = prepare('INSERT INTO outbox (id, event) VALUES (?, ?)')
  const remove = prepare('DELETE FROM outbox WHERE id = ?')
  const all = prepare('SELECT event FROM outbox ORDER BY position')

  return {
    add: (event: AwsEvent) => write(() => add.run(event.id, JSON.stringify(event))),

    delete: (id: string) => write(() => remove.run(id)),

    /** The oldest first. */
    all: (): AwsEvent[] => (all.all() as { event: string }[]).map(({ event }) => JSON.parse(event) as AwsEvent),
  }
}
