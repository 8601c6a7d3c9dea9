import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda'
import * as z from 'zod/mini'
import { answerKey } from '../../process/keys.ts'
import type { Owner } from '../../process/owners.ts'
import type { Records } from '../../process/records.ts'
import type { TransactionId } from '../../process/transaction-id.ts'
import { conflict, Problem } from './problem.ts'
import { refuse } from './respond.ts'
import { transaction } from './transaction.ts'

const Answer = z.object({ statusCode: z.int(), headers: z.record(z.string(), z.string()), body: z.string() })

/** The longest timeout of a function of the facade. */
const longestMs = 29_000

/**
 * Answers a request that starts no execution: with an idempotency key the first answer is stored, and every other request
 * with the key gets it. While the first request is being handled, the others get 409. If the first was never answered, the
 * work is done again, so it must be safe to do twice.
 * @throws Problem 409 while the same request is under way; IdempotencyKeyReused
 */
export async function answerOnce(
  event: APIGatewayProxyEvent,
  caller: Owner | undefined,
  sources: { requests: Records; now: () => number },
  work: (transactionId: TransactionId) => Promise<APIGatewayProxyResult>,
): Promise<APIGatewayProxyResult> {
  const { transactionId, claim } = await transaction(event, caller, sources)
  if (!claim) return work(transactionId)

  const key = answerKey(transactionId)
  if (!claim.first) {
    const answer = Answer.safeParse(await sources.requests.get(key))
    if (answer.success) return answer.data
    if (sources.now() < claim.madeAt + longestMs)
      throw new Problem(conflict, 'A request with this Idempotency-Key is under way: ask again in a moment.', {
        headers: { 'retry-after': '2' },
      })
  }

  const answer = await work(transactionId).catch(refuse)
  if (answer.statusCode < 500) await sources.requests.put(key, answer)
  return answer
}
