import type { EpochMs } from '../../../clock/clock.ts'
import type { SqliteFile } from '../../sqlite-file.ts'
import type { Checksum } from '../checksums.ts'
import type { Content } from '../contents.ts'
import { columns, type Drop, withContent } from './rows.ts'

/** A multipart upload that is going on. */
export type Upload = {
  id: string
  bucket: string
  key: string
  initiatedAt: EpochMs
  headers: Record<string, string>
  storageClass: string
  checksum?: Omit<Checksum, 'value'>
}

export type Part = { number: number; content: Content; etag: string; modifiedAt: EpochMs; checksum?: string }

export class Uploads {
  static readonly schema = `
    CREATE TABLE IF NOT EXISTS uploads (id TEXT PRIMARY KEY, bucket TEXT NOT NULL, key TEXT NOT NULL, facts TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS parts (
      upload TEXT NOT NULL REFERENCES uploads(id) ON DELETE CASCADE, number INTEGER NOT NULL,
      facts TEXT NOT NULL, file TEXT, bytes BLOB, PRIMARY KEY (upload, number)
    );`
  readonly #file: SqliteFile
  readonly #drop: Drop

  constructor(file: SqliteFile, drop: Drop) {
    this.#file = file
    this.#drop = drop
  }

  get(id: string): Upload | undefined {
    const row = this.#file.sql('SELECT facts FROM uploads WHERE id = ?').get(id)
    return row && JSON.parse(String(row.facts))
  }

  of(bucket: string): Upload[] {
    return this.#file
      .sql('SELECT facts FROM uploads WHERE bucket = ? ORDER BY key, id')
      .all(bucket)
      .map(({ facts }) => JSON.parse(String(facts)))
  }

  add(upload: Upload): void {
    const text = 'INSERT INTO uploads (id, bucket, key, facts) VALUES (?, ?, ?, ?)'
    this.#file.sql(text).run(upload.id, upload.bucket, upload.key, JSON.stringify(upload))
  }

  /** Forgets an upload and its parts. */
  delete(id: string): void {
    for (const row of this.#file.sql('DELETE FROM parts WHERE upload = ? RETURNING file').all(id)) this.#drop(row)
    this.#file.sql('DELETE FROM uploads WHERE id = ?').run(id)
  }

  /** In their order. */
  parts(id: string): Part[] {
    return this.#file
      .sql('SELECT facts, file, bytes FROM parts WHERE upload = ? ORDER BY number')
      .all(id)
      .map((row) => withContent<Part>(row))
  }

  /** Adds a part, or replaces the one of its number. */
  putPart(id: string, { content, ...facts }: Part): void {
    const old = 'DELETE FROM parts WHERE upload = ? AND number = ? RETURNING file'
    this.#drop(this.#file.sql(old).get(id, facts.number))
    const text = 'INSERT INTO parts (upload, number, facts, file, bytes) VALUES (?, ?, ?, ?, ?)'
    this.#file.sql(text).run(id, facts.number, ...columns(facts, content))
  }
}
