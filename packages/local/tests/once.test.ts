import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { once } from '../testing/once.ts'

let folder: string
let marker: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sfs3-once-'))
  marker = join(folder, 'compiling')
})
afterEach(() => rmSync(folder, { recursive: true }))

test('of those that come at the same time one acts, the others wait for it', async () => {
  const acted: number[] = []
  const isDone = () => acted.length > 0
  const act = (id: number) =>
    once(marker, isDone, async () => {
      expect(existsSync(marker)).toBe(true)
      await new Promise((resolve) => setImmediate(resolve))
      acted.push(id)
    })

  await Promise.all([act(1), act(2), act(3)])

  expect(acted).toEqual([1])
  expect(existsSync(marker)).toBe(false)
})

test('when one fails, the next tries', async () => {
  let tries = 0
  const attempt = () =>
    once(
      marker,
      () => tries > 1,
      async () => {
        tries++
        if (tries === 1) throw new Error('broken')
      },
    )

  await expect(attempt()).rejects.toThrow('broken')
  await attempt()

  expect(tries).toBe(2)
})

test('what a process that died has left behind keeps nobody waiting', async () => {
  writeFileSync(marker, '2147483646') // No process has this number.
  let done = false

  await once(
    marker,
    () => done,
    async () => {
      done = true
    },
  )

  expect(done).toBe(true)
})
