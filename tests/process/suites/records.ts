import { randomUUID } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import type { Records } from '../../../src/process/records.ts'

/** What every implementation of records promises. Each test uses keys of its own. */
export function describeRecords(name: string, connect: () => Records) {
  return describe(`records in ${name}`, () => {
    const newKey = () => `processes/${randomUUID()}/outcome.json`

    test('a record is read as it was written', async () => {
      const [records, key] = [connect(), newKey()]

      expect(await records.put(key, { a: [1, null, 'ä'] })).toBe(true)
      expect(await records.get(key)).toEqual({ a: [1, null, 'ä'] })
    })

    test('what was not written is not there', async () => {
      expect(await connect().get(newKey())).toBeUndefined()
    })

    test('the first write stands', async () => {
      const [records, key] = [connect(), newKey()]
      await records.put(key, { first: true })

      expect(await records.put(key, { first: false })).toBe(false)
      expect(await records.get(key)).toEqual({ first: true })
    })

    test('of many writes at once one is told that it wrote', async () => {
      const [records, key] = [connect(), newKey()]
      const wrote = await Promise.all(Array.from({ length: 10 }, (_, index) => records.put(key, { index })))

      expect(wrote.filter(Boolean)).toHaveLength(1)
      expect(await records.get(key)).toEqual({ index: wrote.indexOf(true) })
    })
  })
}
