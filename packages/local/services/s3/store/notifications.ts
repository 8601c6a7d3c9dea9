import type { JsonObject } from '@sfs3/asl'
import type { SqliteFile } from '../../sqlite-file.ts'

/** An event about an object for a function, queue or topic, kept until that has taken it. */
export type Notification = { position: number; bucket: string; targetArn: string; event: JsonObject }

export class Notifications {
  static readonly schema = `CREATE TABLE IF NOT EXISTS notification (
    position INTEGER PRIMARY KEY AUTOINCREMENT, bucket TEXT NOT NULL, target_arn TEXT NOT NULL, event TEXT NOT NULL
  );`
  readonly #file: SqliteFile
  /** Known to have none: asked after every write, and most buckets have no notifications. */
  #empty = false

  constructor(file: SqliteFile) {
    this.#file = file
  }

  add({ bucket, targetArn, event }: Omit<Notification, 'position'>): void {
    this.#empty = false
    this.#file
      .sql('INSERT INTO notification (bucket, target_arn, event) VALUES (?, ?, ?)')
      .run(bucket, targetArn, JSON.stringify(event))
  }

  oldest(limit: number): Notification[] {
    if (this.#empty) return []
    const columns = 'position, bucket, target_arn AS targetArn, event'
    const rows = this.#file.sql(`SELECT ${columns} FROM notification ORDER BY position LIMIT ?`).all(limit)
    this.#empty = rows.length === 0
    return rows.map(({ position, bucket, targetArn, event }) => ({
      ...{ position: Number(position), bucket: String(bucket), targetArn: String(targetArn) },
      event: JSON.parse(String(event)),
    }))
  }

  delete(position: number): void {
    this.#file.sql('DELETE FROM notification WHERE position = ?').run(position)
  }
}
