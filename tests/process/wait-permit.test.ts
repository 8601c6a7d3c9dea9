import { expect, test } from '@jest/globals'
import { waitPermit } from '../../src/process/wait-permit.ts'
import { inMemoryRecords } from '../support/in-memory-records.ts'

const granted = async (permits: ReturnType<typeof waitPermit>[], window: number) =>
  (await Promise.all(permits.map((permit) => permit(window)))).filter(Boolean).length

test('however many functions ask, so many callers wait in a window, and again in the next', async () => {
  const records = inMemoryRecords()
  const functions = Array.from({ length: 40 }, () => waitPermit(records, 3))

  expect(await granted(functions, 100)).toBe(3)
  expect(await granted(functions, 100)).toBe(0)
  expect(await granted(functions, 101)).toBe(3)
})

test('three permits are tried, beginning with any', async () => {
  const keys: string[] = []
  const records = { ...inMemoryRecords(), put: async (key: string) => keys.push(key) > 100 }

  expect(await waitPermit(records, 5, () => 4)(7)).toBe(false)
  expect(keys).toEqual(['processes/.waiting/7/4.json', 'processes/.waiting/7/0.json', 'processes/.waiting/7/1.json'])
})

test('without a bound everybody waits, with none nobody does, and neither costs a request', async () => {
  const records = { ...inMemoryRecords(), put: async () => Promise.reject(new Error('a request')) }

  expect(await waitPermit(records, undefined)(1)).toBe(true)
  expect(await waitPermit(records, 0)(1)).toBe(false)
})
