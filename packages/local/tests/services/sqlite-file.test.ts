import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { SqliteFile } from '../../services/sqlite-file.ts'
import { storageProblem } from '../../services/storage-problem.ts'

let folder: string
let file: SqliteFile

const open = () => {
  file = new SqliteFile(folder, 'notes.sqlite', 'CREATE TABLE IF NOT EXISTS notes (text TEXT NOT NULL)')
}
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sfs3-'))
  open()
})
afterEach(() => {
  file.close()
  rmSync(folder, { recursive: true })
})

const note = (text: string) =>
  file.transaction(() => void file.sql('INSERT INTO notes (text) VALUES (?)').run(text.padEnd(3000, '.')))
const notes = () =>
  file
    .sql('SELECT text FROM notes')
    .all()
    .map(({ text }) => String(text).replaceAll('.', ''))
const roomForPages = (pages: number) => file.sql(`PRAGMA max_page_count = ${pages}`).get()

function fill(): unknown {
  roomForPages(10)
  for (;;)
    try {
      note('before')
    } catch (error) {
      return error
    }
}

test('a transaction on a full disk fails with that, not with what came of it', () => {
  const error = fill()

  expect(error).toMatchObject({ message: 'database or disk is full' })
  expect(storageProblem(error)).toBe(
    'The data folder could not be written: its disk is full (database or disk is full).',
  )
})

test('what is written when there is room again is there after the file was opened anew', () => {
  fill()
  expect(() => note('refused')).toThrow('database or disk is full')
  roomForPages(1000)
  for (let number = 1; number <= 20; number += 1) note(`after ${number}`)

  file.close()
  open()

  expect(notes().filter((text) => text.startsWith('after'))).toHaveLength(20)
  expect(notes()).not.toContain('refused')
})

test('a transaction that throws writes nothing and throws the same', () => {
  const attempt = () =>
    file.transaction(() => {
      file.sql("INSERT INTO notes (text) VALUES ('half')").run()
      throw new RangeError('the rest is missing')
    })

  expect(attempt).toThrow(new RangeError('the rest is missing'))
  expect(notes()).toEqual([])
})

test('after the error that rolled a transaction back, nothing more of it is written', () => {
  roomForPages(10)
  const text = 'INSERT INTO notes (text) VALUES (?)'
  const attempt = () =>
    file.transaction(() => {
      expect(() => file.write(text, '.'.repeat(100_000))).toThrow('database or disk is full')
      file.write(text, 'small enough')
    })

  expect(attempt).toThrow('database or disk is full')
  expect(notes()).toEqual([])
  file.write(text, 'by itself')
  expect(notes()).toEqual(['by itself'])
})

test('a damaged file is named, with what to do', () => {
  note('kept')
  file.close()
  writeFileSync(join(folder, 'notes.sqlite'), 'no database'.repeat(1000))

  expect(open).toThrow(
    `${join(folder, 'notes.sqlite')} cannot be opened: file is not a database. ` +
      'Restore it from a copy, or move it away to start without what it holds.',
  )

  rmSync(join(folder, 'notes.sqlite'))
  open()
})
