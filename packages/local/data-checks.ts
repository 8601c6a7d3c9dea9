import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { crc32 } from 'node:zlib'
import * as z from 'zod'

/** What the files of a data folder were when the region stopped. */
const Checks = z.record(z.string(), z.object({ bytes: z.int(), crc32: z.int() }))
type Checks = z.output<typeof Checks>

const fileName = 'checks.json'

/** Written anew at each start. */
const notKept = /^(lock\.|checks\.json|step-functions\.advancing$)/

/** More is not summed up at a stop, which must be over within a second. */
const mostBytes = 256 * 2 ** 20

/** A file of the data folder is not what the region left there. */
export class DamagedFile extends Error {
  override readonly name = 'DamagedFile'

  /** @param mayBeTaken whether it can be read as it is, e.g. an older copy of it */
  constructor(path: string, why: string, mayBeTaken = false) {
    const taken = mayBeTaken ? ` If it shall be as it is, remove ${fileName} beside it.` : ''
    super(`${path} is damaged: ${why}. Restore it from a copy, or move it away to start without what it holds.${taken}`)
  }
}

/** Writes down what the files are. For a folder that nobody has open any more. */
export function recordChecks(folder: string): void {
  const checks: Checks = {}
  for (const name of filesIn(folder)) {
    const { size } = statSync(join(folder, name))
    if (size <= mostBytes) checks[name] = { bytes: size, crc32: crc32(readFileSync(join(folder, name))) }
  }
  const written = join(folder, `${fileName}.new`)
  writeFileSync(written, JSON.stringify(checks))
  renameSync(written, join(folder, fileName))
}

/**
 * Looks whether the files are as the region left them; where it was killed, whether SQLite finds its pages whole. SQLite itself
 * has no checksums: a byte that changed in a value would be read like any other.
 * @throws DamagedFile for the first that is not
 */
export function verifyChecks(folder: string): void {
  const checks = recorded(join(folder, fileName))
  for (const [name, { bytes, crc32: sum }] of Object.entries(checks)) {
    const path = join(folder, name)
    if (!existsSync(path)) continue // Moved away on purpose, or the stores know whether they can do without.
    const { size } = statSync(path)
    if (size !== bytes) throw new DamagedFile(path, `it has ${size} bytes instead of ${bytes}`, true)
    if (crc32(readFileSync(path)) !== sum) throw new DamagedFile(path, 'some of its bytes have changed', true)
  }
  for (const name of filesIn(folder))
    if (/\.(sqlite|db)$/.test(name) && !Object.hasOwn(checks, name)) checkPages(join(folder, name))
  rmSync(join(folder, fileName), { force: true })
}

function recorded(file: string): Checks {
  if (!existsSync(file)) return {}
  try {
    return Checks.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    throw new DamagedFile(file, error instanceof SyntaxError ? error.message : 'it does not say what it should')
  }
}

/** @see https://sqlite.org/pragma.html#pragma_quick_check */
function checkPages(path: string): void {
  let problem: string | undefined
  try {
    const database = new DatabaseSync(path)
    try {
      const first = database.prepare('PRAGMA quick_check(1)').get()?.quick_check
      if (first !== 'ok') problem = String(first)
    } finally {
      database.close()
    }
  } catch (error) {
    problem = (error as Error).message
  }
  if (problem !== undefined) throw new DamagedFile(path, problem.replaceAll('\n', ' '))
}

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isFile() && !notKept.test(entry.name) && !/-(wal|shm)$/.test(entry.name) ? entry.name : [],
  )
