import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { GroupedSync } from './grouped-sync.ts'

/** A file of the data folder cannot be opened, e.g. because it is damaged. */
export class UnreadableDatabase extends Error {
  override readonly name = 'UnreadableDatabase'

  constructor(path: string, cause: unknown) {
    const { message: why } = cause as Error
    super(`${path} cannot be opened: ${why}. Restore it from a copy, or move it away to start without what it holds.`, {
      cause,
    })
  }
}

/**
 * One SQLite file with its statements prepared once. What a transaction has committed survives a crash of the process; what was
 * committed before `synced` survives one of the machine.
 */
export class SqliteFile {
  readonly #database: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()
  readonly #log: GroupedSync
  readonly #folder: GroupedSync
  #logIsInFolder = false
  /** Of the transaction under way: the error by which SQLite rolled it back. */
  #rolledBackBy: { error: unknown } | undefined

  /**
   * @param schema makes the tables, unless they are there
   * @throws UnreadableDatabase
   */
  constructor(folder: string, name: string, schema: string) {
    mkdirSync(folder, { recursive: true })
    const path = join(folder, name)
    this.#database = opened(path, schema)
    this.#log = new GroupedSync(`${path}-wal`)
    this.#folder = new GroupedSync(folder, 'folder')
  }

  sql(text: string): StatementSync {
    const known = this.#statements.get(text)
    if (known) return known
    const statement = this.#database.prepare(text)
    this.#statements.set(text, statement)
    return statement
  }

  /** A statement of its own, to be read row by row while others run. */
  iterate(text: string, ...parameters: string[]): IterableIterator<Record<string, unknown>> {
    return this.#database.prepare(text).iterate(...parameters)
  }

  /**
   * Runs a statement that writes. In a transaction that an earlier error has rolled back it throws that error again; the statement
   * would be committed by itself otherwise.
   */
  write(text: string, ...parameters: string[]): void {
    if (this.#rolledBackBy) throw this.#rolledBackBy.error
    const inTransaction = this.#database.isTransaction
    try {
      this.sql(text).run(...parameters)
    } catch (error) {
      if (inTransaction && !this.#database.isTransaction) this.#rolledBackBy = { error }
      throw error
    }
  }

  /** Commits what `work` writes, or nothing of it. What `work` or the commit throws is what the caller gets. */
  transaction<T>(work: () => T): T {
    this.sql('BEGIN IMMEDIATE').run()
    try {
      const result = work()
      this.sql('COMMIT').run()
      return result
    } catch (error) {
      // After some errors, e.g. of a full disk, SQLite has rolled back by itself. https://sqlite.org/lang_transaction.html
      if (this.#database.isTransaction) this.sql('ROLLBACK').run()
      throw error
    } finally {
      this.#rolledBackBy = undefined
    }
  }

  /**
   * Resolves when everything committed before the call is on the disk. In the write-ahead log, that is: SQLite carries it over
   * into the file later, and syncs both then.
   * @see https://sqlite.org/wal.html
   */
  async synced(): Promise<void> {
    if (!this.#logIsInFolder) await this.#folder.done()
    this.#logIsInFolder = true
    await this.#log.done()
  }

  close(): void {
    void this.#log.close()
    void this.#folder.close()
    this.#database.close()
  }
}

function opened(path: string, schema: string): DatabaseSync {
  try {
    const database = new DatabaseSync(path, { enableForeignKeyConstraints: true })
    try {
      // SQLite would make each commit wait for the disk, and the whole process with it. `synced` does it for many, aside.
      database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
      database.exec(schema)
      return database
    } catch (error) {
      database.close()
      throw error
    }
  } catch (error) {
    throw new UnreadableDatabase(path, error)
  }
}
