import { randomUUID } from 'node:crypto'
import type { Clock, EpochMs } from '../../clock/clock.ts'
import { SqliteFile } from '../sqlite-file.ts'
import { type Invoke, TooManyRequests } from './invoke.ts'

/** An `Event` invocation that has been accepted and not ended. */
type Accepted = { id: string; functionName: string; payload: string; failures: number; acceptedAt: EpochMs }

/** As AWS: two more attempts after a function error. @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const attempts = 3
/** For so long one that is throttled is tried again. */
const oldestMs = 6 * 3_600_000
const throttledForMs = 1000

const schema = `
  CREATE TABLE IF NOT EXISTS invocation (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    function_name TEXT NOT NULL,
    payload TEXT NOT NULL,
    failures INTEGER NOT NULL,
    accepted_at INTEGER NOT NULL
  );`

export type AsynchronousInvocationsOptions = {
  dataDir: string
  clock: Clock
  invoke: Invoke
  /** An invocation is given up, in one line. */
  log: (line: string) => void
}

/**
 * Invocations that nobody waits for. They are on disk before their caller is answered, and run at least once: what had not ended
 * when the process did runs again with the next `start`.
 */
export class AsynchronousInvocations {
  readonly #file: SqliteFile
  readonly #options: AsynchronousInvocationsOptions
  readonly #timers = new Set<() => void>()
  #state: 'starting' | 'running' | 'stopped' = 'starting'

  constructor(options: AsynchronousInvocationsOptions) {
    this.#options = options
    this.#file = new SqliteFile(options.dataDir, 'lambda.sqlite', schema)
  }

  /** Runs a function later. Returns when that is on disk. @throws what kept it from being written */
  accept(functionName: string, payload: string): void {
    const acceptedAt = this.#options.clock.now()
    const accepted: Accepted = { id: randomUUID(), functionName, payload, failures: 0, acceptedAt }
    this.#file
      .sql('INSERT INTO invocation (id, function_name, payload, failures, accepted_at) VALUES (?, ?, ?, 0, ?)')
      .run(accepted.id, functionName, payload, acceptedAt)
    if (this.#state === 'running') void this.#run(accepted)
  }

  /** Goes on with those that had not ended: the functions must be there by now. */
  start(): void {
    this.#state = 'running'
    const columns = 'id, function_name AS functionName, payload, failures, accepted_at AS acceptedAt'
    const left = this.#file.sql(`SELECT ${columns} FROM invocation ORDER BY position`).all()
    for (const accepted of left as Accepted[]) void this.#run(accepted)
  }

  /** What runs is no longer waited for, and runs again after the next start. */
  stop(): void {
    this.#state = 'stopped'
    for (const cancel of this.#timers) cancel()
    this.#file.close()
  }

  async #run({ id, functionName, payload, failures, acceptedAt }: Accepted): Promise<void> {
    const { invoke, clock, log } = this.#options
    const lost = (why: string) => log(`an asynchronous invocation of ${functionName} is lost: ${why}`)
    try {
      while (failures < attempts) {
        const outcome = await invoke(functionName, payload).catch((error: unknown) => ({ error }))
        // Stopping fails what runs, which says nothing about the function.
        if (this.#state === 'stopped') return
        if ('error' in outcome) {
          const { error } = outcome
          const isThrottled = error instanceof TooManyRequests && clock.now() - acceptedAt < oldestMs
          if (isThrottled) return this.#later({ id, functionName, payload, failures, acceptedAt })
          lost(error instanceof Error ? error.message : String(error))
          break
        }
        if (!outcome.functionError) break
        failures++
        this.#file.sql('UPDATE invocation SET failures = ? WHERE id = ?').run(failures, id)
      }
      this.#file.sql('DELETE FROM invocation WHERE id = ?').run(id)
    } catch (error) {
      log(`the end of an asynchronous invocation of ${functionName} could not be written: ${error}`)
    }
  }

  #later(accepted: Accepted): void {
    const { clock } = this.#options
    const cancel = clock.at(clock.now() + throttledForMs, () => {
      this.#timers.delete(cancel)
      void this.#run(accepted)
    })
    this.#timers.add(cancel)
  }
}
