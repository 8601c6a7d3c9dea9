import type { APIGatewayProxyEvent } from 'aws-lambda'
import { type Transaction, transactionOf } from '../../process/idempotency.ts'
import type { Owner } from '../../process/owners.ts'
import type { Records } from '../../process/records.ts'
import { newTransactionId } from '../../process/transaction-id.ts'
import { idempotencyKey } from './idempotency-key.ts'

/**
 * The transaction of a request: always the same for an idempotency key of a caller, without a key a new one.
 * @throws Problem 400 for a malformed key; IdempotencyKeyReused
 */
export async function transaction(
  event: APIGatewayProxyEvent,
  caller: Owner | undefined,
  { requests, now }: { requests: Records; now: () => number },
): Promise<Transaction> {
  const key = idempotencyKey(event)
  if (key === undefined) return { transactionId: newTransactionId() }

  const { resource, httpMethod, body, multiValueQueryStringParameters, requestContext } = event
  const request = {
    caller: caller ?? requestContext.identity?.apiKeyId ?? '',
    route: `${httpMethod} ${resource}`,
    idempotencyKey: key,
    content: JSON.stringify([multiValueQueryStringParameters, body]),
  }
  return transactionOf(request, now(), requests)
}
