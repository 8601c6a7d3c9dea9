import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { schema } from './schema.ts'

/**
 * Everything Step Functions keeps, in one SQLite file. All that happens in a few turns of the event loop shares one transaction:
 * the first `write` opens it, the end of the last turn commits it. An answer that must not be sent before that awaits `committed`.
 * See docs/decisions/durable-executions.md for what `synchronous = NORMAL` promises.
 */
export type Database = {
  prepare(sql: string): StatementSync
  /** Runs `change` within the transaction of these turns. When it throws, nothing of them is kept. */
  write<T>(change: () => T): T
  /** Resolves when everything written so far is on disk; rejects when it could not be written, and then none of it was. */
  committed(): Promise<void>
  /** Calls one of the two when this transaction has ended. Without a transaction: `committed`, when it would have. */
  afterCommit(committed: () => void, rolledBack: (error: unknown) => void): void
  close(): void
}

type Batch = {
  open: boolean
  failure?: { error: unknown }
  ended: PromiseWithResolvers<void>
  listeners: { committed: () => void; rolledBack: (error: unknown) => void }[]
}

/** The log is carried over into the file at 16 MB, and 16 MB of the file are kept in memory: both spare many small writes. */
const settings = `PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 500;
  PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -16000`

/**
 * A commit costs as much as starting an execution. While there is nothing else to do the turns take no time; while there is,
 * what arrives in them shares one.
 */
const turnsTogether = 3

/** @param folder where `step-functions.sqlite` lives, or ':memory:' */
export function openDatabase(folder: string): Database {
  const sqlite = new DatabaseSync(fileIn(folder))
  sqlite.exec(settings)
  migrate(sqlite)

  let batch: Batch | undefined

  function current(): Batch {
    if (batch === undefined) {
      batch = { open: false, ended: Promise.withResolvers(), listeners: [] }
      batch.ended.promise.catch(() => {}) // `committed` and the listeners report it
      endAfter(turnsTogether)
    }
    return batch
  }

  const endAfter = (turns: number) => setImmediate(() => (turns > 1 ? endAfter(turns - 1) : end()))

  function end() {
    const ending = batch
    if (ending === undefined) return
    batch = undefined
    try {
      if (ending.failure) throw ending.failure.error
      if (ending.open) sqlite.exec('COMMIT')
    } catch (error) {
      if (sqlite.isTransaction) sqlite.exec('ROLLBACK')
      ending.ended.reject(error)
      for (const { rolledBack } of ending.listeners) rolledBack(error)
      return
    }
    ending.ended.resolve()
    for (const { committed } of ending.listeners) committed()
  }

  return {
    prepare: (sql) => sqlite.prepare(sql),
    write(change) {
      const turn = current()
      if (turn.failure) throw turn.failure.error
      try {
        if (!turn.open) {
          sqlite.exec('BEGIN IMMEDIATE')
          turn.open = true
        }
        return change()
      } catch (error) {
        turn.failure ??= { error }
        throw error
      }
    },
    committed: async () => batch?.ended.promise,
    afterCommit(committed, rolledBack) {
      current().listeners.push({ committed, rolledBack })
    },
    close() {
      end()
      sqlite.close()
    },
  }
}

function fileIn(folder: string): string {
  if (folder === ':memory:') return folder
  mkdirSync(folder, { recursive: true })
  return join(folder, 'step-functions.sqlite')
}

/** `user_version` counts the steps of the schema that this file has seen. */
function migrate(sqlite: DatabaseSync) {
  const seen = Number(sqlite.prepare('PRAGMA user_version').get()?.user_version ?? 0)
  if (seen > schema.length) throw new Error(`${sqlite.location()} was written by a newer version of this program`)
  for (const [step, sql] of schema.entries()) {
    if (step < seen) continue
    sqlite.exec(`BEGIN; ${sql}; PRAGMA user_version = ${step + 1}; COMMIT`)
  }
}
