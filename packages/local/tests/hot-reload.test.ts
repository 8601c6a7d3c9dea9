import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { CompiledService } from '../cloudformation/compiled-service.ts'
import { watchService } from '../hot-reload.ts'
import { localOptions } from '../local-options.ts'

const compiled = { local: {} } as unknown as CompiledService

let serviceDir: string
let printed: string[]
let printedOne: () => void
let bundles: () => Promise<string[]>
let compiles: number
let unwatch: () => void

beforeEach(() => {
  serviceDir = mkdtempSync(join(tmpdir(), 'sfs3-reload-'))
  for (const folder of ['steps', 'docs', 'node_modules']) mkdirSync(join(serviceDir, folder))
  writeFileSync(join(serviceDir, 'steps/a.ts'), '0')
  writeFileSync(join(serviceDir, 'serverless.yml'), '0')
  printed = []
  bundles = async () => ['a.handler']
  compiles = 0
  const region = {
    compiled,
    options: localOptions({ watch: { ignore: ['docs'] } }),
    deploy: async () => {},
    services: { lambda: { inputs: new Set<string>(), rebundle: () => bundles() } },
  }
  unwatch = watchService(serviceDir, region, {
    compile: async () => {
      compiles++
      return compiled
    },
    print(line) {
      printed.push(line)
      printedOne()
    },
  })
})
afterEach(() => {
  unwatch()
  rmSync(serviceDir, { recursive: true, force: true })
})

/** The next line that is printed. */
async function told(act: () => void) {
  const { promise, resolve } = Promise.withResolvers<void>()
  printedOne = resolve
  act()
  await promise
  return printed.splice(0)
}
const replace = (file: string, text: string) => {
  writeFileSync(join(serviceDir, `${file}.new`), text)
  renameSync(join(serviceDir, `${file}.new`), join(serviceDir, file))
}

test('every save of a step by a rename is deployed, not the first alone', async () => {
  for (const text of ['1', '2', '3'])
    expect(await told(() => replace('steps/a.ts', text))).toEqual(['reloaded steps/a.ts'])
})

test('every save of the template by a rename compiles it', async () => {
  for (const text of ['1', '2', '3'])
    expect(await told(() => replace('serverless.yml', text))).toEqual(['reloaded serverless.yml'])
  expect(compiles).toBe(3)
})

test('a checkout of many files is one reload', async () => {
  const files = Array.from({ length: 40 }, (_, n) => `steps/${n}.ts`)
  const checkout = (text: string) =>
    told(() => {
      for (const file of files) replace(file, text)
    })

  for (const text of ['1', '2', '3'])
    expect(await checkout(text)).toEqual([
      expect.stringMatching(/^reloaded (steps\/\d+\.ts, ){3}steps\/\d+\.ts and 36 more$/),
    ])
})

test('what is broken is said, and the next save is tried again', async () => {
  bundles = async () => {
    throw new Error('steps/a.ts:1:1: Unexpected end of file')
  }
  expect(await told(() => replace('steps/a.ts', '('))).toEqual([
    'not reloaded, what ran before goes on: steps/a.ts:1:1: Unexpected end of file',
  ])
  bundles = async () => ['a.handler']
  expect(await told(() => replace('steps/a.ts', '1'))).toEqual(['reloaded steps/a.ts'])
})

test('packages and ignored folders do not matter', async () => {
  expect(
    await told(() => {
      writeFileSync(join(serviceDir, 'node_modules/b.ts'), '1')
      writeFileSync(join(serviceDir, 'docs/c.ts'), '1')
      writeFileSync(join(serviceDir, 'steps/a.ts'), '1')
    }),
  ).toEqual(['reloaded steps/a.ts'])
})
