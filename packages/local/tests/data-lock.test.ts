import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { DataFolderInUse, lockDataFolder } from '../data-lock.ts'

let folder: string
let started: ChildProcess[]
beforeEach(() => {
  started = []
  folder = mkdtempSync(join(tmpdir(), 'sfs3-lock-'))
})
afterEach(() => {
  for (const child of started) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

/** A process that holds the lock until it is killed. */
async function holder(ports: string) {
  const source = `
    import { lockDataFolder } from ${JSON.stringify(resolve(import.meta.dirname, '../data-lock.ts'))}
    lockDataFolder(${JSON.stringify(folder)}).listensOn(${ports})
    console.log('locked')
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], { stdio: ['ignore', 'pipe', 'inherit'] })
  started.push(child)
  await once(child.stdout, 'data')
  return child
}

test('who comes second is told in one sentence who is there; what is there stays as it is', async () => {
  const first = await holder('[3000, 4566]')
  const before = readdirSync(folder)

  expect(() => lockDataFolder(folder)).toThrow(
    new RegExp(
      `^the data folder ${folder} is in use by process ${first.pid}, which has run since ` +
        '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d UTC and listens on 3000 and 4566: ' +
        'stop it, or choose another folder with SFS3_DATA_DIR=<folder>$',
    ),
  )
  expect(readdirSync(folder)).toEqual(before)
})

test('a killed process holds nothing, also when its process id is another one’s by now', async () => {
  const first = await holder('[]')
  first.kill('SIGKILL')
  await once(first, 'exit')
  const left = { pid: process.ppid, since: new Date().toISOString(), ports: [] }
  writeFileSync(join(folder, 'lock.json'), JSON.stringify(left))

  lockDataFolder(folder).release()
})

test('two regions of one process exclude each other as well; what is released can be taken again', () => {
  const first = lockDataFolder(folder)
  expect(() => lockDataFolder(folder)).toThrow(DataFolderInUse)
  first.release()

  lockDataFolder(folder).release()
})
