import { expect, test } from '@jest/globals'
import type { Json } from '../../src/json.ts'
import { IdempotencyKeyReused, transactionOf } from '../../src/process/idempotency.ts'
import { inMemoryRecords } from '../../src/process/in-memory-records.ts'

const request = { apiKeyId: 'key-1', route: 'POST /start-process', idempotencyKey: 'order 42', content: '{"a":1}' }

test('the same request is the same transaction, and only its first sight is new', async () => {
  const records = inMemoryRecords()

  const first = await transactionOf(request, records)
  const again = await transactionOf(request, records)

  expect(first).toEqual({ transactionId: expect.stringMatching(/^[0-9a-f-]{14}8[0-9a-f-]{21}$/), first: true })
  expect(again).toEqual({ transactionId: first.transactionId, first: false })
})

test('another body under the same key is refused, and the first one still stands', async () => {
  const records = inMemoryRecords()
  const { transactionId } = await transactionOf(request, records)

  await expect(transactionOf({ ...request, content: '{"a":2}' }, records)).rejects.toThrow(IdempotencyKeyReused)
  expect((await transactionOf(request, records)).transactionId).toBe(transactionId)
})

test('each API key and each route has its own keys', async () => {
  const records = inMemoryRecords()
  const ids = [
    await transactionOf(request, records),
    await transactionOf({ ...request, apiKeyId: 'key-2' }, records),
    await transactionOf({ ...request, route: 'POST /order' }, records),
    await transactionOf({ ...request, idempotencyKey: 'order 43' }, records),
  ]

  expect(ids.every(({ first }) => first)).toBe(true)
  expect(new Set(ids.map(({ transactionId }) => transactionId)).size).toBe(4)
})

test('of many at once all get one transaction, and one is the first', async () => {
  const records = inMemoryRecords()
  const all = await Promise.all(Array.from({ length: 20 }, () => transactionOf(request, records)))

  expect(new Set(all.map(({ transactionId }) => transactionId)).size).toBe(1)
  expect(all.filter(({ first }) => first)).toHaveLength(1)
})

test('when a key is forgotten, another body under it cannot meet the transaction of the first', async () => {
  const before = await transactionOf(request, inMemoryRecords())
  const after = await transactionOf({ ...request, content: '{"a":2}' }, inMemoryRecords())

  expect(after.transactionId).not.toBe(before.transactionId)
})

test('neither the idempotency key nor the id of the API key is stored', async () => {
  const objects = new Map<string, Json>()
  await transactionOf(request, inMemoryRecords(objects))

  const stored = JSON.stringify([...objects])
  expect(stored).not.toContain('order 42')
  expect(stored).not.toContain('key-1')
  expect([...objects.keys()][0]).toMatch(/^processes\/[0-9a-f-]{36}\/request\.json$/)
})
