import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { DamagedFile, recordChecks, verifyChecks } from '../data-checks.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sfs3-'))
  file = join(folder, 'store.sqlite')
  const database = new DatabaseSync(file)
  database.exec("CREATE TABLE t (v TEXT); INSERT INTO t VALUES ('as it was put')")
  const rows = Array.from({ length: 500 }, () => `('${'.'.repeat(100)}')`)
  database.exec(`INSERT INTO t VALUES ${rows.join(', ')}`)
  database.close()
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Changes a byte inside of a value, which SQLite does not notice. */
function changeValue(): void {
  const bytes = readFileSync(file)
  bytes.write('X', bytes.indexOf('as it was put'))
  writeFileSync(file, bytes)
}

test('a file that is as it was left is opened, whatever happens to it afterwards', () => {
  recordChecks(folder)
  expect(() => verifyChecks(folder)).not.toThrow()

  // The region runs now, writes, and is killed: what was left before does not count any more.
  changeValue()
  expect(() => verifyChecks(folder)).not.toThrow()
})

test('a byte that changed while nobody had the file open is named', () => {
  recordChecks(folder)
  changeValue()

  expect(() => verifyChecks(folder)).toThrow(
    `${file} is damaged: some of its bytes have changed. Restore it from a copy, or move it away to start without what it holds. If it shall be as it is, remove checks.json beside it.`,
  )
  expect(() => verifyChecks(folder)).toThrow(DamagedFile)

  rmSync(join(folder, 'checks.json'))
  expect(() => verifyChecks(folder)).not.toThrow()
})

test('a file that lost its end is named, also after a kill', () => {
  truncateSync(file, 8192)
  expect(() => verifyChecks(folder)).toThrow(/store\.sqlite is damaged: /)

  recordChecks(folder)
  truncateSync(file, 4096)
  expect(() => verifyChecks(folder)).toThrow(/store\.sqlite is damaged: it has 4096 bytes instead of 8192\. Restore/)
})
