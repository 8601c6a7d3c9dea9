import { randomUUID } from 'node:crypto'
import * as z from 'zod/mini'

/**
 * The id of one process: the name of its execution and part of its keys in S3. All its characters are allowed in S3 keys,
 * execution names and URLs, so an id never needs escaping and cannot point outside `processes/`.
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

const downstream = '-downstream'

/** The downstream process that `step-f` starts: the same for the same transaction, so starting it again changes nothing. */
export function downstreamOf(transactionId: TransactionId): TransactionId {
  return TransactionId.parse(`${transactionId}${downstream}`)
}

/** The transaction that a request started, for which this one was started: itself, unless it is a downstream process. */
export function startedFor(transactionId: TransactionId): TransactionId {
  return transactionId.endsWith(downstream)
    ? TransactionId.parse(transactionId.slice(0, -downstream.length))
    : transactionId
}
