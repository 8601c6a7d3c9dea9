import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { type Checks, startChecks } from '../checks.ts'

let serviceDir: string
let checks: Checks
let printed: string[]
let printedOne: () => void
beforeEach(() => {
  serviceDir = mkdtempSync(join(tmpdir(), 'sfs3-checks-'))
  writeFileSync(
    join(serviceDir, 'check.cjs'),
    'process.exit(require("./problems.json").map((one) => console.log(one)).length)',
  )
  printed = []
})
afterEach(() => {
  checks.stop()
  rmSync(serviceDir, { recursive: true })
})

const problems = (...list: string[]) => writeFileSync(join(serviceDir, 'problems.json'), JSON.stringify(list))

/** The next `count` lines that are printed. */
async function said(count: number, act: () => void): Promise<string[]> {
  const { promise, resolve } = Promise.withResolvers<void>()
  printedOne = () => printed.length === count && resolve()
  act()
  await promise
  return printed.splice(0)
}

test('what a check finds is said at the start and after a save, once, and that nothing is wrong any more', async () => {
  const print = (line: string) => {
    printed.push(line)
    printedOne()
  }
  problems('a.ts(1,2): error', 'b.ts(3,4): error')
  const begin = () => {
    checks = startChecks({ types: ['node', 'check.cjs'], gone: ['no-such-program'] }, { serviceDir, print })
  }

  expect(await said(3, begin)).toEqual([
    'types: a.ts(1,2): error',
    'types: b.ts(3,4): error',
    'gone: spawn no-such-program ENOENT',
  ])
  problems('c.ts(5,6): error')
  expect(await said(1, checks.saved)).toEqual(['types: c.ts(5,6): error'])
  problems()
  expect(await said(1, checks.saved)).toEqual(['types: nothing is wrong any more'])
})
