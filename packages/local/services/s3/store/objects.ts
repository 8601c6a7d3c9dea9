import type { EpochMs } from '../../../clock/clock.ts'
import type { SqliteFile } from '../../sqlite-file.ts'
import type { Checksum } from '../checksums.ts'
import type { Content } from '../contents.ts'
import { columns, type Drop, withContent } from './rows.ts'

/** An object without its bytes. */
export type StoredObject = {
  bucket: string
  key: string
  /** Absent when the bucket had no versions as it was written; requests call it `null` then. */
  versionId?: string
  content: Content
  /** Quoted, as on the wire. */
  etag: string
  modifiedAt: EpochMs
  /** What GetObject gives back as it was put: content-type, cache-control, x-amz-meta-*, … */
  headers: Record<string, string>
  storageClass: string
  checksum?: Checksum
  /** Bytes of each part, of an object from a multipart upload. */
  partSizes?: number[]
}

/** The current object of each key. */
export class Objects {
  static readonly schema = `
    CREATE TABLE IF NOT EXISTS objects (
      bucket TEXT NOT NULL, key TEXT NOT NULL, facts TEXT NOT NULL, file TEXT, bytes BLOB, PRIMARY KEY (bucket, key)
    );`
  readonly #file: SqliteFile
  readonly #drop: Drop

  constructor(file: SqliteFile, drop: Drop) {
    this.#file = file
    this.#drop = drop
  }

  get(bucket: string, key: string): StoredObject | undefined {
    const row = this.#file.sql('SELECT facts, file, bytes FROM objects WHERE bucket = ? AND key = ?').get(bucket, key)
    return row && withContent<StoredObject>(row)
  }

  /** Those whose key is above `after` and starts with `prefix`, in the order of UTF-8 bytes. Their bytes are not read. */
  *after(bucket: string, prefix: string, after: string): Generator<StoredObject> {
    const text = "SELECT facts, file, x'' AS bytes FROM objects WHERE bucket = ? AND key >= ? AND key > ? ORDER BY key"
    for (const row of this.#file.iterate(text, bucket, prefix, after)) {
      const object = withContent<StoredObject>(row)
      if (!object.key.startsWith(prefix)) return
      yield object
    }
  }

  /** Writes or replaces; the replaced bytes are gone. */
  put({ content, ...facts }: StoredObject): void {
    this.delete(facts.bucket, facts.key)
    const text = 'INSERT INTO objects (bucket, key, facts, file, bytes) VALUES (?, ?, ?, ?, ?)'
    this.#file.sql(text).run(facts.bucket, facts.key, ...columns(facts, content))
  }

  delete(bucket: string, key: string): void {
    const text = 'DELETE FROM objects WHERE bucket = ? AND key = ? RETURNING file'
    this.#drop(this.#file.sql(text).get(bucket, key))
  }
}
