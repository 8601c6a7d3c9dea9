import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import * as z from 'zod'
import { storageProblem } from './services/storage-problem.ts'

/** Who works with a data folder, for those who are refused. */
const Holder = z.object({ pid: z.int(), since: z.iso.datetime(), ports: z.array(z.int()) })
type Holder = z.output<typeof Holder>

export type DataLock = {
  /** Where its holder listens, now that it is known. */
  listensOn(ports: readonly number[]): void
  release(): void
}

/** Another region works with this data folder. Two of them would remove each other's files. */
export class DataFolderInUse extends Error {
  override readonly name = 'DataFolderInUse'

  constructor(folder: string, holder: Holder | undefined) {
    const who = holder ? described(holder) : 'another process'
    super(
      `the data folder ${folder} is in use by ${who}: stop it, or choose another folder with SFS3_DATA_DIR=<folder>`,
    )
  }
}

/**
 * Takes a data folder for this process alone. The lock is SQLite's on a file in the folder, which the operating system ends with
 * the process, however that ends; a process id in a file would also be that of whatever runs under the same number later.
 * @throws DataFolderInUse
 */
export function lockDataFolder(folder: string): DataLock {
  mkdirSync(folder, { recursive: true })
  const holderFile = join(folder, 'lock.json')
  const database = new DatabaseSync(join(folder, 'lock.sqlite'))
  try {
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    throw isBusy(error) ? new DataFolderInUse(folder, holderIn(holderFile)) : named(folder, error)
  }
  const since = new Date().toISOString()
  const write = (ports: readonly number[]) => {
    const written = `${holderFile}.${process.pid}`
    writeFileSync(written, JSON.stringify({ pid: process.pid, since, ports }))
    renameSync(written, holderFile)
  }
  try {
    write([])
  } catch (error) {
    database.close()
    throw named(folder, error)
  }
  return {
    listensOn: write,
    release() {
      rmSync(holderFile, { force: true })
      database.close()
    },
  }
}

/** The data folder cannot be used: its disk is full or read-only, or it is somebody else's. */
export class DataFolderUnusable extends Error {
  override readonly name = 'DataFolderUnusable'
}

function named(folder: string, error: unknown): unknown {
  const why = storageProblem(error)
  return why === undefined ? error : new DataFolderUnusable(`${folder}: ${why}`, { cause: error })
}

/** The ports of the region that works with a data folder now: the API's, then the AWS endpoint's. Undefined without one. */
export function portsOfHolder(folder: string): [api: number, aws: number] | undefined {
  const [api, aws] = holderIn(join(folder, 'lock.json'))?.ports ?? []
  return api === undefined || aws === undefined ? undefined : [api, aws]
}

function holderIn(file: string): Holder | undefined {
  try {
    const holder = Holder.parse(JSON.parse(readFileSync(file, 'utf8')))
    return isAlive(holder.pid) ? holder : undefined
  } catch {
    return undefined
  }
}

/** One that was killed leaves its name behind until the next has written its own. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** `process 4711, which has run since 2025-01-31 08:15:00 UTC and listens on 3000 and 4566` */
function described({ pid, since, ports }: Holder): string {
  const listens = ports.length > 0 ? ` and listens on ${ports.join(' and ')}` : ''
  return `process ${pid}, which has run since ${since.slice(0, 19).replace('T', ' ')} UTC${listens}`
}

/** SQLITE_BUSY. @see https://www.sqlite.org/rescode.html#busy */
const isBusy = (error: unknown): boolean => (error as { errcode?: number }).errcode === 5
