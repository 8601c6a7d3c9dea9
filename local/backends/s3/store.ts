import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import * as z from 'zod'
import type { EpochMs } from '../../clock.ts'
import type { JsonObject } from '../../json.ts'
import type { Checksum } from './checksums.ts'
import { type Content, Contents } from './contents.ts'

export type Bucket = {
  name: string
  createdAt: EpochMs
  /** The properties of its `AWS::S3::Bucket`; empty for one that a request created. */
  configuration: JsonObject
}

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

/** That an object was deleted in a bucket with versions: a version without content. */
export type DeleteMarker = { key: string; versionId: string; modifiedAt: EpochMs; deleteMarker: true }

/** One entry of a key's past, see `history`. */
export type PastVersion = StoredObject | DeleteMarker

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

/** Something that happened to an object and that somebody has to be told; kept until they were. */
export type Notice = { id: string; event: JsonObject }

const schema = `
  CREATE TABLE IF NOT EXISTS buckets (name TEXT PRIMARY KEY, facts TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS objects (
    bucket TEXT NOT NULL, key TEXT NOT NULL, facts TEXT NOT NULL, file TEXT, bytes BLOB, PRIMARY KEY (bucket, key)
  );
  CREATE TABLE IF NOT EXISTS history (
    position INTEGER PRIMARY KEY AUTOINCREMENT, bucket TEXT NOT NULL, key TEXT NOT NULL, version TEXT NOT NULL,
    facts TEXT NOT NULL, file TEXT, bytes BLOB
  );
  CREATE INDEX IF NOT EXISTS history_of_key ON history (bucket, key);
  CREATE TABLE IF NOT EXISTS uploads (id TEXT PRIMARY KEY, bucket TEXT NOT NULL, key TEXT NOT NULL, facts TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS parts (
    upload TEXT NOT NULL REFERENCES uploads(id) ON DELETE CASCADE, number INTEGER NOT NULL,
    facts TEXT NOT NULL, file TEXT, bytes BLOB, PRIMARY KEY (upload, number)
  );
  CREATE TABLE IF NOT EXISTS outbox (position INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, event TEXT NOT NULL);
`

/**
 * Buckets, objects and uploads in SQLite; large bodies in files. Everything is synchronous and writes belong in a
 * `transaction`: what is checked in it still holds when it writes, and after a crash all of it happened or nothing.
 */
export class S3Store {
  readonly contents: Contents
  readonly #database: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()
  /** Contents that no row names once the transaction is committed. */
  #dropped: Content[] = []

  constructor(dataDir: string) {
    mkdirSync(dataDir, { recursive: true })
    this.contents = new Contents(dataDir)
    this.#database = new DatabaseSync(join(dataDir, 's3.sqlite'), { enableForeignKeyConstraints: true })
    // WAL without an fsync per commit loses nothing to a crash of the process, only to one of the machine.
    this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
    this.#database.exec(schema)
    this.contents.sweep(this.#files())
  }

  transaction<T>(work: () => T): T {
    this.#database.exec('BEGIN IMMEDIATE')
    this.#dropped = []
    try {
      const result = work()
      this.#database.exec('COMMIT')
      for (const content of this.#dropped) this.contents.discard(content)
      return result
    } catch (error) {
      this.#database.exec('ROLLBACK')
      throw error
    }
  }

  bucket(name: string): Bucket | undefined {
    const row = this.#sql('SELECT facts FROM buckets WHERE name = ?').get(name)
    return row && bucketFacts.parse(row)
  }

  buckets(): Bucket[] {
    return this.#sql('SELECT facts FROM buckets ORDER BY name')
      .all()
      .map((row) => bucketFacts.parse(row))
  }

  putBucket(bucket: Bucket): void {
    this.#sql('INSERT OR REPLACE INTO buckets VALUES (?, ?)').run(bucket.name, JSON.stringify(bucket))
  }

  deleteBucket(name: string): void {
    this.#sql('DELETE FROM buckets WHERE name = ?').run(name)
  }

  object(bucket: string, key: string): StoredObject | undefined {
    const row = this.#sql('SELECT facts, file, bytes FROM objects WHERE bucket = ? AND key = ?').get(bucket, key)
    return row && withContent<StoredObject>(row)
  }

  /** Objects whose key is above `after` and starts with `prefix`, in the order of UTF-8 bytes. Their bytes are not read. */
  *objectsAfter(bucket: string, prefix: string, after: string): Generator<StoredObject> {
    const rows = this.#database
      .prepare("SELECT facts, file, x'' AS bytes FROM objects WHERE bucket = ? AND key >= ? AND key > ? ORDER BY key")
      .iterate(bucket, prefix, after)
    for (const row of rows) {
      const object = withContent<StoredObject>(row)
      if (!object.key.startsWith(prefix)) return
      yield object
    }
  }

  /** Writes or replaces; the replaced bytes are gone. */
  putObject({ content, ...facts }: StoredObject): void {
    this.deleteObject(facts.bucket, facts.key)
    this.#sql('INSERT INTO objects VALUES (?, ?, ?, ?, ?)').run(facts.bucket, facts.key, ...columns(facts, content))
  }

  deleteObject(bucket: string, key: string): void {
    this.#drop(this.#sql('DELETE FROM objects WHERE bucket = ? AND key = ? RETURNING file').get(bucket, key))
  }

  /** What was before the current object, newest first: replaced versions and delete markers. */
  history(bucket: string, key: string): PastVersion[] {
    return this.#sql('SELECT facts, file, bytes FROM history WHERE bucket = ? AND key = ? ORDER BY position DESC')
      .all(bucket, key)
      .map(pastVersion)
  }

  /** Keys that have a past, in order; perhaps none but a past. */
  keysWithHistory(bucket: string): string[] {
    return this.#sql('SELECT DISTINCT key FROM history WHERE bucket = ? ORDER BY key')
      .all(bucket)
      .map(({ key }) => String(key))
  }

  /** Makes the current object, if there is one, the newest of the past. */
  retire(bucket: string, key: string): void {
    this.#sql(
      `INSERT INTO history (bucket, key, version, facts, file, bytes)
       SELECT bucket, key, coalesce(facts ->> 'versionId', 'null'), facts, file, bytes FROM objects WHERE bucket = ? AND key = ?`,
    ).run(bucket, key)
    this.#sql('DELETE FROM objects WHERE bucket = ? AND key = ?').run(bucket, key)
  }

  addDeleteMarker(bucket: string, marker: DeleteMarker): void {
    this.#sql('INSERT INTO history (bucket, key, version, facts) VALUES (?, ?, ?, ?)').run(
      ...[bucket, marker.key, marker.versionId, JSON.stringify(marker)],
    )
  }

  /** Removes one entry of the past; its bytes are gone. */
  deletePast(bucket: string, key: string, versionId: string): void {
    const text = 'DELETE FROM history WHERE bucket = ? AND key = ? AND version = ? RETURNING file'
    this.#drop(this.#sql(text).get(bucket, key, versionId))
  }

  /** Brings the newest of the past back as the current object, unless it is a delete marker. */
  reinstate(bucket: string, key: string): void {
    const newest = 'SELECT max(position) FROM history WHERE bucket = ?1 AND key = ?2'
    const isObject = `position = (${newest}) AND facts ->> 'deleteMarker' IS NULL`
    this.#sql(
      `INSERT INTO objects SELECT bucket, key, facts, file, bytes FROM history WHERE ${isObject} RETURNING key`,
    ).get(bucket, key)
    this.#sql(`DELETE FROM history WHERE ${isObject}`).run(bucket, key)
  }

  upload(id: string): Upload | undefined {
    const row = this.#sql('SELECT facts FROM uploads WHERE id = ?').get(id)
    return row && uploadFacts.parse(row)
  }

  uploads(bucket: string): Upload[] {
    return this.#sql('SELECT facts FROM uploads WHERE bucket = ? ORDER BY key, id')
      .all(bucket)
      .map((row) => uploadFacts.parse(row))
  }

  putUpload(upload: Upload): void {
    this.#sql('INSERT INTO uploads VALUES (?, ?, ?, ?)').run(
      upload.id,
      upload.bucket,
      upload.key,
      JSON.stringify(upload),
    )
  }

  /** Forgets an upload and its parts. */
  deleteUpload(id: string): void {
    for (const row of this.#sql('DELETE FROM parts WHERE upload = ? RETURNING file').all(id)) this.#drop(row)
    this.#sql('DELETE FROM uploads WHERE id = ?').run(id)
  }

  parts(uploadId: string): Part[] {
    return this.#sql('SELECT facts, file, bytes FROM parts WHERE upload = ? ORDER BY number')
      .all(uploadId)
      .map((row) => withContent<Part>(row))
  }

  putPart(uploadId: string, { content, ...facts }: Part): void {
    this.#drop(
      this.#sql('DELETE FROM parts WHERE upload = ? AND number = ? RETURNING file').get(uploadId, facts.number),
    )
    this.#sql('INSERT INTO parts VALUES (?, ?, ?, ?, ?)').run(uploadId, facts.number, ...columns(facts, content))
  }

  addNotice({ id, event }: Notice): void {
    this.#sql('INSERT INTO outbox (id, event) VALUES (?, ?)').run(id, JSON.stringify(event))
  }

  /** The oldest notices that nobody has taken yet. */
  notices(limit: number): Notice[] {
    return this.#sql('SELECT id, event FROM outbox ORDER BY position LIMIT ?')
      .all(limit)
      .map((row) => ({ id: String(row.id), event: JSON.parse(String(row.event)) as JsonObject }))
  }

  deleteNotice(id: string): void {
    this.#sql('DELETE FROM outbox WHERE id = ?').run(id)
  }

  close(): void {
    this.#database.close()
  }

  #drop(row: Row | undefined): void {
    if (typeof row?.file === 'string') this.#dropped.push({ size: 0, file: row.file })
  }

  #files(): Set<string> {
    const rows = this.#sql('SELECT file FROM objects UNION SELECT file FROM history UNION SELECT file FROM parts').all()
    return new Set(rows.map((row) => String(row.file)))
  }

  #sql(text: string): StatementSync {
    const known = this.#statements.get(text)
    if (known) return known
    const statement = this.#database.prepare(text)
    this.#statements.set(text, statement)
    return statement
  }
}

type Row = Record<string, unknown>

/** The columns `facts`, `file` and `bytes`. */
function columns(facts: object, content: Content): [string, string | null, Buffer | null] {
  const text = JSON.stringify({ ...facts, size: content.size })
  return 'file' in content ? [text, content.file, null] : [text, null, content.bytes]
}

/** A row that this store wrote: trusted, not parsed again. */
function withContent<T extends { content: Content }>(row: Row): T {
  const { size, ...facts } = JSON.parse(String(row.facts)) as { size: number }
  const content: Content =
    typeof row.file === 'string' ? { size, file: row.file } : { size, bytes: bufferOf(row.bytes as Uint8Array) }
  return { ...facts, content } as unknown as T
}

const pastVersion = (row: Row): PastVersion =>
  row.bytes === null && row.file === null
    ? (JSON.parse(String(row.facts)) as DeleteMarker)
    : withContent<StoredObject>(row)

const bufferOf = ({ buffer, byteOffset, byteLength }: Uint8Array) => Buffer.from(buffer, byteOffset, byteLength)

const factsOf = <T>() => z.object({ facts: z.string() }).transform(({ facts }) => JSON.parse(facts) as T)
const bucketFacts = factsOf<Bucket>()
const uploadFacts = factsOf<Upload>()
