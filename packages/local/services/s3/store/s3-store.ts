import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { SqliteFile } from '../../sqlite-file.ts'
import { type Content, Contents } from '../contents.ts'
import { Buckets } from './buckets.ts'
import { History } from './history.ts'
import { Notifications } from './notifications.ts'
import { Objects } from './objects.ts'
import { Outbox } from './outbox.ts'
import type { Row } from './rows.ts'
import { Uploads } from './uploads.ts'

const fileName = 's3.sqlite'

/** The bodies of objects are there, and what names them is not. */
export class DatabaseMissing extends Error {
  override readonly name = 'DatabaseMissing'

  constructor(dataDir: string) {
    super(
      `${join(dataDir, fileName)} is missing, and ${join(dataDir, 'contents')} holds objects that it named. ` +
        'Restore it from a copy, or move that folder away to start without them.',
    )
  }
}

const schema = [Buckets, Objects, History, Uploads, Outbox, Notifications].map((part) => part.schema).join('\n')

/**
 * Everything S3 keeps, in SQLite; large bodies in files. All is synchronous and writes belong in a `transaction`: what is
 * checked in it still holds when it writes, and after a crash all of it happened or nothing.
 */
export class S3Store {
  readonly contents: Contents
  readonly buckets: Buckets
  readonly objects: Objects
  readonly history: History
  readonly uploads: Uploads
  readonly outbox: Outbox
  readonly notifications: Notifications
  readonly #file: SqliteFile
  /** Contents that no row names once the transaction is committed. */
  #dropped: Content[] = []

  /** @throws UnreadableDatabase, DatabaseMissing */
  constructor(dataDir: string) {
    // Files that no row names are swept away: without the database that would be all of them.
    if (!existsSync(join(dataDir, fileName)) && Contents.areIn(dataDir)) throw new DatabaseMissing(dataDir)
    this.#file = new SqliteFile(dataDir, fileName, schema)
    this.contents = new Contents(dataDir)
    const drop = (row: Row | undefined) => {
      if (typeof row?.file === 'string') this.#dropped.push({ size: 0, file: row.file })
    }
    this.buckets = new Buckets(this.#file)
    this.objects = new Objects(this.#file, drop)
    this.history = new History(this.#file, drop)
    this.uploads = new Uploads(this.#file, drop)
    this.outbox = new Outbox(this.#file)
    this.notifications = new Notifications(this.#file)
    this.contents.sweep(this.#filesNamed())
  }

  transaction<T>(work: () => T): T {
    this.#dropped = []
    const result = this.#file.transaction(work)
    for (const content of this.#dropped) this.contents.discard(content)
    return result
  }

  /** Resolves when everything committed before the call is on the disk. */
  synced(): Promise<void> {
    return this.#file.synced()
  }

  close(): void {
    this.contents.close()
    this.#file.close()
  }

  #filesNamed(): Set<string> {
    const text = 'SELECT file FROM objects UNION SELECT file FROM history UNION SELECT file FROM parts'
    const rows = this.#file.sql(text).all()
    return new Set(rows.map(({ file }) => String(file)))
  }
}
