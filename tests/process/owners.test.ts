import { expect, test } from '@jest/globals'
import type { Json } from '../../src/process/json.ts'
import { isOwn, listOf, Owner, recordedOwner, recordOwner } from '../../src/process/owners.ts'
import { TransactionId } from '../../src/process/transaction-id.ts'
import { inMemoryRecords } from '../support/in-memory-records.ts'

const [ada, bob] = [Owner.parse('https://issuer.example ada'), Owner.parse('https://issuer.example bob')]
const [tx1, tx2] = [TransactionId.parse('tx-1'), TransactionId.parse('tx-2')]
const downstream = TransactionId.parse('tx-1-downstream')

async function setUp() {
  const objects = new Map<string, Json>()
  const records = inMemoryRecords(objects)
  await recordOwner(records, tx1, ada)
  let reads = 0
  const get = (key: string) => {
    reads++
    return records.get(key)
  }
  return { objects, records, ownerOf: recordedOwner({ ...records, get }), reads: () => reads }
}

test('a transaction belongs to who was recorded first, once and for all', async () => {
  const { objects, records, ownerOf } = await setUp()
  await recordOwner(records, tx1, bob)

  expect(await ownerOf(tx1)).toBe(ada)
  expect([...objects]).toEqual([['processes/tx-1/owner.json', { owner: 'https://issuer.example ada' }]])
})

test('so does what it has started itself', async () => {
  const { ownerOf } = await setUp()
  expect([await isOwn(downstream, ada, ownerOf), await isOwn(downstream, bob, ownerOf)]).toEqual([true, false])
})

test('nobody’s is nobody’s, unless callers are not told apart', async () => {
  const { ownerOf } = await setUp()
  expect([await isOwn(tx2, ada, ownerOf), await isOwn(tx2, undefined, ownerOf)]).toEqual([false, true])
})

test('what is there is read once, what is not is looked for again', async () => {
  const { records, ownerOf, reads } = await setUp()
  for (const id of [tx1, tx1, downstream]) await ownerOf(id)
  expect(reads()).toBe(1)

  expect(await ownerOf(tx2)).toBeUndefined()
  await recordOwner(records, tx2, bob)
  expect(await ownerOf(tx2)).toBe(bob)
})

test('a list of one’s own does not name the owner', () => {
  expect(listOf('jobs', undefined)).toBe('jobs')
  expect(listOf('jobs', ada)).toBe('jobs 3-fLGnTtuW2_ZT9c9yECOxX61V-wX5e9tnmdZq1YFac')
  expect(listOf('jobs', ada)).not.toBe(listOf('jobs', bob))
})
