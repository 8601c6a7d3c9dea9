import { describe, expect, test } from '@jest/globals'
import type { ProcessData } from '../../../src/process/process-data.ts'
import { newTransactionId } from '../../../src/process/transaction-id.ts'

/** What every implementation of process data promises. Each test works on processes of its own. */
export function describeProcessData(name: string, connect: () => ProcessData) {
  return describe(`process data in ${name}`, () => {
    test('holds the input and each part that was added', async () => {
      const data = connect()
      const transactionId = newTransactionId()

      await data.create(transactionId, { orderNumber: 42 })
      await data.add(transactionId, 'step-b-output', ['b'])
      await data.add(transactionId, 'step-a-output', null)

      expect(await data.part(transactionId, 'processInput')).toEqual({ orderNumber: 42 })
      expect(await data.part(transactionId, 'step-a-output')).toBeNull()
      expect(await data.document(transactionId)).toEqual({
        processInput: { orderNumber: 42 },
        'step-a-output': null,
        'step-b-output': ['b'],
      })
    })

    test('lists the parts with their sizes, the input first', async () => {
      const data = connect()
      const transactionId = newTransactionId()

      await data.add(transactionId, 'a', 'äö')
      await data.create(transactionId, {})

      expect(await data.parts(transactionId)).toEqual([
        { part: 'processInput', bytes: 2 },
        { part: 'a', bytes: 6 },
      ])
    })

    test('knows nothing of a process that was never created', async () => {
      const data = connect()
      const transactionId = newTransactionId()

      expect(await data.part(transactionId, 'processInput')).toBeUndefined()
      expect(await data.parts(transactionId)).toEqual([])
      expect(await data.document(transactionId)).toBeUndefined()
    })

    test('lets the first write stand', async () => {
      const data = connect()
      const transactionId = newTransactionId()

      await data.create(transactionId, 'first')
      await data.create(transactionId, 'second')
      const first = await data.add(transactionId, 'part', 'first')
      const second = await data.add(transactionId, 'part', 'second')

      expect([first, second]).toEqual([true, false])
      expect(await data.document(transactionId)).toEqual({ processInput: 'first', part: 'first' })
    })

    test('lets one of many writes at once stand, for all readers the same', async () => {
      const data = connect()
      const transactionId = newTransactionId()

      await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map((value) => data.add(transactionId, 'part', value)))

      const value = await data.part(transactionId, 'part')
      expect([1, 2, 3, 4, 5, 6, 7, 8]).toContain(value)
      expect(await data.part(transactionId, 'part')).toBe(value)
    })

    test('keeps processes apart whose ids begin alike', async () => {
      const data = connect()
      const transactionId = newTransactionId()
      const longer = `${transactionId}-downstream` as typeof transactionId

      await data.create(transactionId, 'short')
      await data.create(longer, 'long')

      expect(await data.document(transactionId)).toEqual({ processInput: 'short' })
      expect(await data.document(longer)).toEqual({ processInput: 'long' })
    })

    test('takes any JSON and gives it back as it was', async () => {
      const data = connect()
      const transactionId = newTransactionId()
      const value = JSON.parse('{"__proto__":{"a":1},"constructor":[],"":"\\u0000 \\ud83d\\ude00","n":-1.5e-7}')

      await data.create(transactionId, value)

      expect(JSON.stringify(await data.part(transactionId, 'processInput'))).toBe(JSON.stringify(value))
    })

    test('refuses a part whose name could leave the process', async () => {
      const data = connect()
      const transactionId = newTransactionId()

      for (const name of ['../input', 'a/b', '', 'A', 'a.json', '-', 'a'.repeat(200)])
        await expect(data.add(transactionId, name, 1)).rejects.toThrow('must be')

      expect(await data.parts(transactionId)).toEqual([])
    })

    test('takes a part of 20 MB', async () => {
      const data = connect()
      const transactionId = newTransactionId()
      const value = 'x'.repeat(20_000_000)

      await data.add(transactionId, 'large', value)
      await data.add(transactionId, 'large', 'second')

      expect(await data.parts(transactionId)).toEqual([{ part: 'large', bytes: 20_000_002 }])
      expect(await data.part(transactionId, 'large')).toHaveLength(20_000_000)
    })
  })
}
