import { readdirSync, renameSync } from 'node:fs'
import db from 'dynalite/db/index.js'
import type { SqliteFile } from '../../sqlite-file.ts'
import type { Entries } from './entries.ts'

/** The tables that an earlier version of the region kept in LevelDB cannot be read. */
export class UnreadableLevelDb extends Error {
  override readonly name = 'UnreadableLevelDb'

  constructor(folder: string, why: string, options?: ErrorOptions) {
    super(
      `${folder} holds tables that an earlier version kept in LevelDB, and they cannot be read: ${why}. ` +
        'Restore it from a copy, or move it away to start with empty tables.',
      options,
    )
  }
}

/**
 * Takes over what an earlier version kept in `folder`, all in one transaction, and leaves the folder beside as
 * `<folder>-before-sqlite`. Does nothing when there is none.
 * @throws UnreadableLevelDb
 */
export async function takeOverLevelDb(folder: string, file: SqliteFile, entries: Entries): Promise<void> {
  const files = filesOf(folder)
  if (!files.some((name) => /^MANIFEST-|\.(ldb|log|sst)$/.test(name))) return
  // LevelDB itself would begin anew, without a word.
  if (!files.includes('CURRENT')) throw new UnreadableLevelDb(folder, 'the file CURRENT is missing')

  const found = await readAll(folder)
  file.transaction(() => {
    for (const [path, value] of found) {
      const { space, key } = placeOf(path)
      entries.put(space, key, value)
    }
  })
  await file.synced()
  renameSync(folder, `${folder}-before-sqlite`)
}

async function readAll(folder: string): Promise<[string, unknown][]> {
  const { db: level } = db.create({ path: folder })
  try {
    await level.open()
    const found: [string, unknown][] = []
    for await (const entry of level.iterator()) found.push(entry)
    return found
  } catch (error) {
    throw new UnreadableLevelDb(folder, error instanceof Error ? error.message : String(error), { cause: error })
  } finally {
    await level.close().catch(() => {})
  }
}

/**
 * dynalite's keys in LevelDB are `<space>~<key>`. The space of an index has two tildes of its own, and neither the names of tables
 * and indexes nor what begins a key has any.
 */
function placeOf(path: string): { space: string; key: string } {
  const [, space = '', key = ''] = /^(index-\w+~[^~]+~[^~]+|[^~]+)~(.*)$/s.exec(path) ?? []
  return { space, key }
}

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
