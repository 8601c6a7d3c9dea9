import type { Database } from './database.ts'

export type Tag = { key: string; value: string }

/** Tags of state machines and activities. */
export function tags({ prepare, write }: Database) {
  const list = prepare('SELECT key, value FROM tag WHERE resource_arn = ? ORDER BY key')
  const put = prepare(`INSERT INTO tag (resource_arn, key, value) VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET value = excluded.value`)
  const remove = prepare('DELETE FROM tag WHERE resource_arn = ? AND key = ?')
  const removeAll = prepare('DELETE FROM tag WHERE resource_arn = ?')

  return {
    list: (resourceArn: string): Tag[] => list.all(resourceArn) as Tag[],
    put(resourceArn: string, added: readonly Tag[]) {
      write(() => {
        for (const { key, value } of added) put.run(resourceArn, key, value)
      })
    },
    remove(resourceArn: string, keys: readonly string[]) {
      write(() => {
        for (const key of keys) remove.run(resourceArn, key)
      })
    },
    removeAll(resourceArn: string) {
      write(() => removeAll.run(resourceArn))
    },
  }
}
