import { expect, test } from '@jest/globals'
import { describePermit } from '../../src/process/describe-permit.ts'
import { inMemoryRecords } from '../support/in-memory-records.ts'

test('however many functions ask, there are five permits a second', async () => {
  const records = inMemoryRecords()
  let now = 0
  const functions = Array.from({ length: 100 }, () => describePermit(records, () => now))
  const granted = async () => {
    const answers = await Promise.all([...functions, ...functions, ...functions].map((permit) => permit()))
    return answers.filter(Boolean).length
  }

  expect(await granted()).toBe(5)
  now = 999
  expect(await granted()).toBe(0)
  now = 1000
  expect(await granted()).toBe(5)
})
