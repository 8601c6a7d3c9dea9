import { randomUUID } from 'node:crypto'
import * as z from 'zod/mini'

/**
 * Names one process: its data in S3 and its execution. Holds only what S3 keys, execution names and URLs all take as it
 * is, so an id can neither leave `processes/` nor need escaping.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
export const TransactionId = z
  .string()
  .check(z.regex(/^[A-Za-z0-9_-]{1,80}$/, 'must be 1 to 80 letters, digits, "-" or "_"'))
  .brand('TransactionId')
export type TransactionId = z.infer<typeof TransactionId>

export function newTransactionId(): TransactionId {
  return TransactionId.parse(randomUUID())
}

/** The process that `step-f` starts: always the same one for the same transaction, so starting it again changes nothing. */
export function downstreamOf(transactionId: TransactionId): TransactionId {
  return TransactionId.parse(`${transactionId}-downstream`)
}
