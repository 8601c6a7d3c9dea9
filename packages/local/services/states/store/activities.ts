import type { EpochMs } from '../../../clock/clock.ts'
import type { Database } from './database.ts'

export type Activity = { arn: string; name: string; createdAt: EpochMs }

const columns = 'arn, name, created_at AS createdAt'

/** Activities: names under which workers of any kind ask for tasks. */
export function activities({ prepare, write }: Database) {
  const get = prepare(`SELECT ${columns} FROM activity WHERE arn = ?`)
  const list = prepare(`SELECT ${columns} FROM activity WHERE name > ? ORDER BY name LIMIT ?`)
  const insert = prepare('INSERT INTO activity (arn, name, created_at) VALUES (?, ?, ?)')
  const remove = prepare('DELETE FROM activity WHERE arn = ?')

  return {
    get: (arn: string): Activity | undefined => get.get(arn) as Activity | undefined,
    /** By name, those after `afterName`. */
    list: (afterName: string, limit: number): Activity[] => list.all(afterName, limit) as Activity[],
    create({ arn, name, createdAt }: Activity) {
      write(() => insert.run(arn, name, createdAt))
    },
    remove(arn: string) {
      write(() => remove.run(arn))
    },
  }
}
