import type { JsonObject } from '@sfs3/asl'
import type { EpochMs } from '../../../clock/clock.ts'
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
  /** Every request reads its bucket, and buckets seldom change. */
  readonly #known = new Map<string, Bucket>()

  constructor(file: SqliteFile) {
    this.#file = file
  }

  get(name: string): Bucket | undefined {
    const known = this.#known.get(name)
    if (known) return known
    const row = this.#file.sql('SELECT facts FROM buckets WHERE name = ?').get(name)
    const bucket: Bucket | undefined = row && JSON.parse(String(row.facts))
    if (bucket) this.#known.set(name, bucket)
    return bucket
  }

  all(): Bucket[] {
    return this.#file
      .sql('SELECT facts FROM buckets ORDER BY name')
      .all()
      .map(({ facts }) => JSON.parse(String(facts)))
  }

  put(bucket: Bucket): void {
    this.#known.delete(bucket.name)
    this.#file
      .sql('INSERT OR REPLACE INTO buckets (name, facts) VALUES (?, ?)')
      .run(bucket.name, JSON.stringify(bucket))
  }

  delete(name: string): void {
    this.#known.delete(name)
    this.#file.sql('DELETE FROM buckets WHERE name = ?').run(name)
  }
}
