import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { watchTree } from '../watch-tree.ts'

let root: string
let unwatch: () => void
let seen: Set<string>
let onChange = () => {}

const inRoot = (path: string) => join(root, path)
const save = (path: string, text: string) => {
  mkdirSync(dirname(inRoot(path)), { recursive: true })
  writeFileSync(inRoot(path), text)
}
/** As editors, `sed -i` and git do. */
const replace = (path: string, text: string) => {
  writeFileSync(inRoot(`${path}.new`), text)
  renameSync(inRoot(`${path}.new`), inRoot(path))
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sfs3-watch-'))
  save('steps/process/a.ts', '0')
  save('steps/process/b.ts', '0')
  save('serverless.yml', '0')
  save('ignored/c.ts', '0')
  seen = new Set()
  unwatch = watchTree(root, {
    includes: (folder) => folder !== inRoot('ignored'),
    changed(file) {
      seen.add(relative(root, file))
      onChange()
    },
    warn: (line) => expect(line).toBe(''),
  })
})
afterEach(() => {
  unwatch()
  rmSync(root, { recursive: true, force: true })
})

/** Resolves when each of these was seen; a test that misses one runs into its timeout. */
async function changes(act: () => void, ...files: string[]) {
  seen.clear()
  const { promise, resolve } = Promise.withResolvers<void>()
  onChange = () => {
    if (files.every((file) => seen.has(file))) resolve()
  }
  act()
  await promise
}

/** Everything three times: what was seen once is seen again. */
const rounds = ['1', '2', '3']

test('a file that is saved in place', async () => {
  for (const round of rounds) await changes(() => save('steps/process/a.ts', round), 'steps/process/a.ts')
})

test('a file that is saved by a rename, and then in place', async () => {
  for (const round of rounds) {
    await changes(() => replace('steps/process/a.ts', round), 'steps/process/a.ts')
    await changes(() => save('steps/process/a.ts', `${round} in place`), 'steps/process/a.ts')
    await changes(() => replace('serverless.yml', round), 'serverless.yml')
  }
})

test('a file that is deleted and comes again', async () => {
  for (const round of rounds) {
    await changes(() => rmSync(inRoot('steps/process/a.ts')), 'steps/process/a.ts')
    await changes(() => save('steps/process/a.ts', round), 'steps/process/a.ts')
  }
})

test('a folder that is moved, and the files in it afterwards', async () => {
  for (const round of rounds) {
    const there = ['steps/moved/a.ts', 'steps/moved/b.ts']
    const here = ['steps/process/a.ts', 'steps/process/b.ts']
    await changes(() => renameSync(inRoot('steps/process'), inRoot('steps/moved')), ...there, ...here)
    await changes(() => replace('steps/moved/a.ts', round), 'steps/moved/a.ts')
    await changes(() => renameSync(inRoot('steps/moved'), inRoot('steps/process')), ...there, ...here)
    await changes(() => save('steps/process/b.ts', round), 'steps/process/b.ts')
  }
})

test('a checkout that brings, replaces and takes away many files', async () => {
  const files = Array.from({ length: 300 }, (_, n) => `many/${n % 20}/deep/${n}.ts`)
  for (const round of rounds) {
    await changes(
      () => {
        for (const file of files) save(file, round)
      },
      ...files,
    )
    await changes(
      () => {
        for (const file of files) replace(file, `${round} replaced`)
      },
      ...files,
    )
    await changes(() => rmSync(inRoot('many'), { recursive: true }), ...files)
  }
})

test('a folder that is taken away and comes again at once', async () => {
  for (const round of rounds) {
    await changes(() => {
      rmSync(inRoot('steps'), { recursive: true })
      save('steps/process/a.ts', round)
    }, 'steps/process/a.ts')
    await changes(() => save('steps/process/a.ts', `${round} again`), 'steps/process/a.ts')
  }
})

test('what is in a folder that does not matter is not seen', async () => {
  await changes(() => {
    save('ignored/c.ts', '1')
    save('steps/process/a.ts', '1')
  }, 'steps/process/a.ts')

  expect([...seen]).toEqual(['steps/process/a.ts'])
})
