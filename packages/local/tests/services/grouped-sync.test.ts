import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { GroupedSync } from '../../services/grouped-sync.ts'

let folder: string
let path: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sfs3-'))
  path = join(folder, 'log')
  await writeFile(path, 'written')
})
afterEach(async () => {
  jest.restoreAllMocks()
  await rm(folder, { recursive: true })
})

/** The syncs that reach the disk, each to be ended by hand. */
async function syncs() {
  const handle = await open(path)
  const underWay: PromiseWithResolvers<void>[] = []
  let began = Promise.withResolvers<void>()
  jest.spyOn(Object.getPrototypeOf(handle), 'datasync').mockImplementation(() => {
    const one = Promise.withResolvers<void>()
    underWay.push(one)
    began.resolve()
    began = Promise.withResolvers<void>()
    return one.promise
  })
  await handle.close()
  return { underWay, next: () => began.promise }
}

test('those who ask while a sync is under way share the next one', async () => {
  const { underWay, next } = await syncs()
  const log = new GroupedSync(path)
  let begun = next()
  const first = log.done()
  await begun
  begun = next()
  const later = Promise.all([log.done(), log.done(), log.done()])

  underWay[0]?.resolve()
  await first
  await begun
  underWay[1]?.resolve()
  await later

  expect(underWay).toHaveLength(2)
  await log.close()
})

test('after an error of the disk nothing more is promised', async () => {
  const { underWay, next } = await syncs()
  const log = new GroupedSync(path)
  const begun = next()
  const first = log.done()
  await begun
  underWay[0]?.reject(new Error('EIO: i/o error, fdatasync'))

  await expect(first).rejects.toThrow('EIO')
  await expect(log.done()).rejects.toThrow('EIO')
  expect(underWay).toHaveLength(1)
  await log.close()
})
