import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'

/** One SQLite file with its statements prepared once. What a transaction has committed survives a crash of the process. */
export class SqliteFile {
  readonly #database: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()

  /** @param schema makes the tables, unless they are there */
  constructor(folder: string, name: string, schema: string) {
    mkdirSync(folder, { recursive: true })
    this.#database = new DatabaseSync(join(folder, name), { enableForeignKeyConstraints: true })
    // WAL without an fsync per commit loses nothing to a crash of the process, only to one of the machine.
    this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
    this.#database.exec(schema)
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

  transaction<T>(work: () => T): T {
    this.sql('BEGIN IMMEDIATE').run()
    try {
      const result = work()
      this.sql('COMMIT').run()
      return result
    } catch (error) {
      this.sql('ROLLBACK').run()
      throw error
    }
  }

  close(): void {
    this.#database.close()
  }
}
