import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda'
import * as z from 'zod/mini'
import { answerKey } from '../../process/keys.ts'
import type { Records } from '../../process/records.ts'
import type { TransactionId } from '../../process/transaction-id.ts'
import { Conflict, Problem } from './problem.ts'
import { refuse } from './respond.ts'
import { transaction } from './transaction.ts'

const Answer = z.object({ statusCode: z.int(), headers: z.record(z.string(), z.string()), body: z.string() })

/** The longest that a function of the facade runs. */
const longestMs = 29_000

/**
 * For requests that leave no execution to meet at: with an idempotency key the first answer is written down and given to
 * whoever asks again. While the first request is under way, a second one is told to come back; if the first never ended,
 * the work is done again, so it must not matter that it is done twice.
 * @throws Problem 409 while the same request is under way; IdempotencyKeyReused
 */
export async function answeredOnce(
  event: APIGatewayProxyEvent,
  sources: { requests: Records; now: () => number },
  work: (transactionId: TransactionId) => Promise<APIGatewayProxyResult>,
): Promise<APIGatewayProxyResult> {
  const { transactionId, claim } = await transaction(event, sources)
  if (!claim) return work(transactionId)

  const key = answerKey(transactionId)
  if (!claim.first) {
    const answer = Answer.safeParse(await sources.requests.get(key))
    if (answer.success) return answer.data
    if (sources.now() < claim.madeAt + longestMs)
      throw new Problem(Conflict, 'A request with this Idempotency-Key is under way: ask again in a moment.', {
        headers: { 'retry-after': '2' },
      })
  }

  const answer = await work(transactionId).catch(refuse)
  if (answer.statusCode < 500) await sources.requests.put(key, answer)
  return answer
}
