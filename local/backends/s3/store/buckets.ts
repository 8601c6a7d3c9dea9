import type { EpochMs } from '../../../clock.ts'
import type { JsonObject } from '../../../json.ts'
import type { SqliteFile } from '../../sqlite-file.ts'

export type Bucket = {
  name: string
  createdAt: EpochMs
  /** The properties of its `AWS::S3::Bucket`; empty for one that a request created. */
  configuration: JsonObject
}

export class Buckets {
  static readonly schema = 'CREATE TABLE IF NOT EXISTS buckets (name TEXT PRIMARY KEY, facts TEXT NOT NULL);'
  readonly #file: SqliteFile

  constructor(file: SqliteFile) {
    this.#file = file
  }

  get(name: string): Bucket | undefined {
    const row = this.#file.sql('SELECT facts FROM buckets WHERE name = ?').get(name)
    return row && JSON.parse(String(row.facts))
  }

  all(): Bucket[] {
    return this.#file
      .sql('SELECT facts FROM buckets ORDER BY name')
      .all()
      .map(({ facts }) => JSON.parse(String(facts)))
  }

  put(bucket: Bucket): void {
    this.#file.sql('INSERT OR REPLACE INTO buckets VALUES (?, ?)').run(bucket.name, JSON.stringify(bucket))
  }

  delete(name: string): void {
    this.#file.sql('DELETE FROM buckets WHERE name = ?').run(name)
  }
}
