import type { EpochMs } from '../../../clock/clock.ts'
import type { SqliteFile } from '../../sqlite-file.ts'
import type { StoredObject } from './objects.ts'
import { type Drop, type Row, withContent } from './rows.ts'

/** That an object was deleted in a bucket with versions: a version without content. */
export type DeleteMarker = { key: string; versionId: string; modifiedAt: EpochMs; deleteMarker: true }

/** One entry of a key's past. */
export type PastVersion = StoredObject | DeleteMarker

/** What was before the current objects: replaced versions and delete markers. */
export class History {
  static readonly schema = `
    CREATE TABLE IF NOT EXISTS history (
      position INTEGER PRIMARY KEY AUTOINCREMENT, bucket TEXT NOT NULL, key TEXT NOT NULL, version TEXT NOT NULL,
      facts TEXT NOT NULL, file TEXT, bytes BLOB
    );
    CREATE INDEX IF NOT EXISTS history_of_key ON history (bucket, key);`
  readonly #file: SqliteFile
  readonly #drop: Drop

  constructor(file: SqliteFile, drop: Drop) {
    this.#file = file
    this.#drop = drop
  }

  /** Newest first. */
  of(bucket: string, key: string): PastVersion[] {
    return this.#file
      .sql('SELECT facts, file, bytes FROM history WHERE bucket = ? AND key = ? ORDER BY position DESC')
      .all(bucket, key)
      .map(pastVersion)
  }

  /** Keys that have a past, in order; perhaps nothing but a past. */
  keys(bucket: string): string[] {
    return this.#file
      .sql('SELECT DISTINCT key FROM history WHERE bucket = ? ORDER BY key')
      .all(bucket)
      .map(({ key }) => String(key))
  }

  /** Makes the current object, if there is one, the newest of the past. */
  retire(bucket: string, key: string): void {
    const version = "coalesce(facts ->> 'versionId', 'null')"
    this.#file
      .sql(
        `INSERT INTO history (bucket, key, version, facts, file, bytes)
         SELECT bucket, key, ${version}, facts, file, bytes FROM objects WHERE bucket = ? AND key = ?`,
      )
      .run(bucket, key)
    this.#file.sql('DELETE FROM objects WHERE bucket = ? AND key = ?').run(bucket, key)
  }

  addMarker(bucket: string, marker: DeleteMarker): void {
    const text = 'INSERT INTO history (bucket, key, version, facts) VALUES (?, ?, ?, ?)'
    this.#file.sql(text).run(bucket, marker.key, marker.versionId, JSON.stringify(marker))
  }

  /** Removes one entry; its bytes are gone. */
  delete(bucket: string, key: string, versionId: string): void {
    const text = 'DELETE FROM history WHERE bucket = ? AND key = ? AND version = ? RETURNING file'
    this.#drop(this.#file.sql(text).get(bucket, key, versionId))
  }

  /** Brings the newest entry back as the current object, unless it is a delete marker. */
  reinstate(bucket: string, key: string): void {
    const newest = 'SELECT max(position) FROM history WHERE bucket = ?1 AND key = ?2'
    const isObject = `position = (${newest}) AND facts ->> 'deleteMarker' IS NULL`
    const columns = 'bucket, key, facts, file, bytes'
    const text = `INSERT INTO objects (${columns}) SELECT ${columns} FROM history WHERE ${isObject}`
    this.#file.sql(text).run(bucket, key)
    this.#file.sql(`DELETE FROM history WHERE ${isObject}`).run(bucket, key)
  }
}

const pastVersion = (row: Row): PastVersion =>
  row.bytes === null && row.file === null
    ? (JSON.parse(String(row.facts)) as DeleteMarker)
    : withContent<StoredObject>(row)
