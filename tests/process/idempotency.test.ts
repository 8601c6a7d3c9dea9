import { expect, test } from '@jest/globals'
import { IdempotencyKeyReused, transactionOf } from '../../src/process/idempotency.ts'
import type { Json } from '../../src/process/json.ts'
import { inMemoryRecords } from '../support/in-memory-records.ts'

const now = 1767225600000
const request = { caller: 'key-1', route: 'POST /start-process', idempotencyKey: 'order 42', content: '{"a":1}' }

test('the same request is the same transaction, and only its first sight is new', async () => {
  const records = inMemoryRecords()

  const first = await transactionOf(request, now, records)
  const again = await transactionOf(request, now + 1000, records)

  expect(first).toEqual({
    transactionId: expect.stringMatching(/^[0-9a-f-]{14}8[0-9a-f-]{21}$/),
    claim: { first: true, madeAt: now },
  })
  expect(again).toEqual({ transactionId: first.transactionId, claim: { first: false, madeAt: now } })
})

test('another body under the same key is refused, and the first one still stands', async () => {
  const records = inMemoryRecords()
  const { transactionId } = await transactionOf(request, now, records)

  await expect(transactionOf({ ...request, content: '{"a":2}' }, now, records)).rejects.toThrow(IdempotencyKeyReused)
  expect((await transactionOf(request, now, records)).transactionId).toBe(transactionId)
})

test('each API key and each route has its own keys', async () => {
  const records = inMemoryRecords()
  const ids = [
    await transactionOf(request, now, records),
    await transactionOf({ ...request, caller: 'key-2' }, now, records),
    await transactionOf({ ...request, route: 'POST /order' }, now, records),
    await transactionOf({ ...request, idempotencyKey: 'order 43' }, now, records),
  ]

  expect(ids.every(({ claim }) => claim?.first)).toBe(true)
  expect(new Set(ids.map(({ transactionId }) => transactionId)).size).toBe(4)
})

test('of many at once all get one transaction, and one is the first', async () => {
  const records = inMemoryRecords()
  const all = await Promise.all(Array.from({ length: 20 }, () => transactionOf(request, now, records)))

  expect(new Set(all.map(({ transactionId }) => transactionId)).size).toBe(1)
  expect(all.filter(({ claim }) => claim?.first)).toHaveLength(1)
})

test('when a key is forgotten, another body under it cannot meet the transaction of the first', async () => {
  const before = await transactionOf(request, now, inMemoryRecords())
  const after = await transactionOf({ ...request, content: '{"a":2}' }, now, inMemoryRecords())

  expect(after.transactionId).not.toBe(before.transactionId)
})

test('neither the idempotency key nor the id of the API key is stored', async () => {
  const objects = new Map<string, Json>()
  await transactionOf(request, now, inMemoryRecords(objects))

  const stored = JSON.stringify([...objects])
  expect(stored).not.toContain('order 42')
  expect(stored).not.toContain('key-1')
  expect([...objects.keys()][0]).toMatch(/^processes\/[0-9a-f-]{36}\/request\.json$/)
})
