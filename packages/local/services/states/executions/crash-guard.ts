import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'

/** The execution that was being advanced, and how often in a row the process had died at that before. */
const Mark = z.object({ executionArn: z.string(), deaths: z.int() })
type Mark = z.output<typeof Mark>

/** So often in a row. Once may be chance: somebody killed the process just then. */
const mostDeaths = 2

/**
 * Finds the execution that ends the process whenever it goes on, e.g. for want of memory, and would end it after each restart again.
 * While one that was open at the start is advanced, its name is in a file, which a process that dies then leaves behind. No other
 * execution is guarded: a new one costs nothing, and comes back guarded when it has ended the process.
 */
export class CrashGuard {
  readonly #file: number | undefined
  readonly #suspect: Mark | undefined
  readonly #guarded = new Set<string>()
  #marked = false

  /** @param folder of the data, or ':memory:' */
  constructor(folder: string) {
    if (folder === ':memory:') return
    mkdirSync(folder, { recursive: true })
    const file = join(folder, 'step-functions.advancing')
    const left = markIn(file)
    this.#suspect = left && { ...left, deaths: left.deaths + 1 }
    this.#file = openSync(file, 'a')
    ftruncateSync(this.#file)
  }

  /** Whether the process died twice in a row while this one was being advanced. */
  hasKilled(executionArn: string): boolean {
    return this.#suspect?.executionArn === executionArn && this.#suspect.deaths >= mostDeaths
  }

  /** It was open when the process started. */
  guard(executionArn: string): void {
    this.#guarded.add(executionArn)
  }

  /** It has ended. */
  forget(executionArn: string): void {
    this.#guarded.delete(executionArn)
  }

  /** Advances an execution. */
  around<T>(executionArn: string, advance: () => T): T {
    if (this.#file === undefined || this.#marked || !this.#guarded.has(executionArn)) return advance()
    const deaths = this.#suspect?.executionArn === executionArn ? this.#suspect.deaths : 0
    this.#write({ executionArn, deaths })
    this.#marked = true
    try {
      return advance()
    } finally {
      this.#marked = false
      this.#write(undefined)
    }
  }

  /** Not synced: what the process has written outlives it. Where nothing can be written, e.g. on a full disk, nothing is guarded. */
  #write(mark: Mark | undefined): void {
    if (this.#file === undefined) return
    try {
      if (mark) writeSync(this.#file, JSON.stringify(mark))
      else ftruncateSync(this.#file)
    } catch {
      // An execution goes on all the same.
    }
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file)
  }
}

function markIn(file: string): Mark | undefined {
  try {
    return Mark.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return undefined // None, or the process died while it wrote it.
  }
}
