import type { JsonObject } from '@sfs3/asl'
import type { SqliteFile } from '../../sqlite-file.ts'

/** An event about an object, kept until EventBridge has accepted it. */
export type Notice = { id: string; event: JsonObject }

export class Outbox {
  static readonly schema =
    'CREATE TABLE IF NOT EXISTS outbox (position INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, event TEXT NOT NULL);'
  readonly #file: SqliteFile
  /** Known to have none: asked after every write, and most buckets send no events. */
  #empty = false

  constructor(file: SqliteFile) {
    this.#file = file
  }

  add({ id, event }: Notice): void {
    this.#empty = false
    this.#file.sql('INSERT INTO outbox (id, event) VALUES (?, ?)').run(id, JSON.stringify(event))
  }

  /** The first of those that nobody has taken yet. */
  oldest(limit: number): Notice[] {
    if (this.#empty) return []
    const rows = this.#file.sql('SELECT id, event FROM outbox ORDER BY position LIMIT ?').all(limit)
    this.#empty = rows.length === 0
    return rows.map(({ id, event }) => ({ id: String(id), event: JSON.parse(String(event)) }))
  }

  delete(id: string): void {
    this.#file.sql('DELETE FROM outbox WHERE id = ?').run(id)
  }
}
