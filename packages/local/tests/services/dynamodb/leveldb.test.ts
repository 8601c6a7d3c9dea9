import { mkdtemp, readdir, rm, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import db from 'dynalite/db/index.js'
import { Entries } from '../../../services/dynamodb/store/entries.ts'
import { takeOverLevelDb } from '../../../services/dynamodb/store/leveldb.ts'
import { SqliteFile } from '../../../services/sqlite-file.ts'

let dataDir: string
let file: SqliteFile
let entries: Entries
let folder: string

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'sfs3-'))
  folder = join(dataDir, 'dynamodb')
  file = new SqliteFile(dataDir, 'dynamodb.sqlite', Entries.schema)
  entries = new Entries(file)

  const earlier = db.create({ path: folder })
  await earlier.db.put('table~jobs', { TableStatus: 'ACTIVE' })
  await earlier.db.put('item-jobs~0a1/6a6f62/', { Id: { S: 'job' } })
  await earlier.db.put('index-global~jobs~by.Time~0b2/39/0a1', { Id: { S: 'job' }, At: { S: '9' } })
  await earlier.db.put('tag-jobs~a~b', 'tilde')
  await earlier.db.close()
})
afterEach(async () => {
  file.close()
  await rm(dataDir, { recursive: true })
})

test('tables that an earlier version kept in LevelDB are taken over, and its folder stays beside', async () => {
  await takeOverLevelDb(folder, file, entries)

  expect(entries.get('table', 'jobs')).toEqual({ TableStatus: 'ACTIVE' })
  expect(entries.get('item-jobs', '0a1/6a6f62/')).toEqual({ Id: { S: 'job' } })
  expect(entries.get('index-global~jobs~by.Time', '0b2/39/0a1')).toEqual({ Id: { S: 'job' }, At: { S: '9' } })
  expect(entries.get('tag-jobs', 'a~b')).toBe('tilde')
  expect(await readdir(dataDir)).toContain('dynamodb-before-sqlite')
  expect(await readdir(dataDir)).not.toContain('dynamodb')
})

test('LevelDB without its file CURRENT is not taken for an empty one', async () => {
  await unlink(join(folder, 'CURRENT'))

  await expect(takeOverLevelDb(folder, file, entries)).rejects.toThrow(
    `${folder} holds tables that an earlier version kept in LevelDB, and they cannot be read: the file CURRENT is missing. ` +
      'Restore it from a copy, or move it away to start with empty tables.',
  )
  expect(await readdir(dataDir)).toContain('dynamodb')
})

test('a damaged LevelDB is not thrown away', async () => {
  for (const name of await readdir(folder)) if (name.startsWith('MANIFEST')) await unlink(join(folder, name))

  await expect(takeOverLevelDb(folder, file, entries)).rejects.toThrow('and they cannot be read')
  expect(await readdir(dataDir)).toContain('dynamodb')
})
