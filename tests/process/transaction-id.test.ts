import { expect, test } from '@jest/globals'
import { downstreamOf, newTransactionId, TransactionId } from '../../src/process/transaction-id.ts'

test('a new id is one', () => {
  expect(TransactionId.safeParse(newTransactionId()).success).toBe(true)
})

test.each(['', '.', '..', '../x', 'a/b', 'a b', 'a\n', 'ä', 'a%2Fb', 'a\0', 'x'.repeat(81)])(
  '%j is no transaction id',
  (id) => {
    expect(TransactionId.safeParse(id).success).toBe(false)
  },
)

test('the downstream process is the same for the same transaction', () => {
  expect(downstreamOf(TransactionId.parse('tx-1'))).toBe('tx-1-downstream')
})
