import { createHash } from 'node:crypto'
import * as z from 'zod/mini'
import { requestKey } from './keys.ts'
import type { Records } from './records.ts'
import { TransactionId } from './transaction-id.ts'

/** A request with an idempotency key. Two requests with the same four values are the same request. */
export type IdempotentRequest = {
  /** Who calls, or the id of the API key, not the key, where that is all that callers have. */
  caller: string
  /** Method and path: a key is scoped to them. */
  route: string
  idempotencyKey: string
  /** Query and body as received. They must not change between two requests with the same key. */
  content: string
}

/** The idempotency key was used before for a request with another query or body. */
export class IdempotencyKeyReused extends Error {
  override readonly name = 'IdempotencyKeyReused'

  constructor() {
    super('This Idempotency-Key was used for a request with another body or query')
  }
}

const Claim = z.object({ fingerprint: z.string(), madeAt: z.number() })

/** The transaction of a request. One with an idempotency key has a `claim`, which is `first` for the first request with the key. */
export type Transaction = {
  transactionId: TransactionId
  claim?: { first: boolean; madeAt: number }
}

/**
 * The transaction of a request with an idempotency key: the same request always gets the same one.
 * @throws IdempotencyKeyReused, ProcessDataUnavailable
 */
export async function transactionOf(
  { caller, route, idempotencyKey, content }: IdempotentRequest,
  now: number,
  records: Records,
): Promise<Transaction> {
  const claimId = uuidOf(JSON.stringify([caller, route, idempotencyKey]))
  const fingerprint = createHash('sha256').update(content).digest('hex')
  const key = requestKey(claimId)

  const claimed = { fingerprint, madeAt: now }
  const first = await records.put(key, claimed)
  const made = first ? claimed : Claim.parse(await records.get(key))
  if (made.fingerprint !== fingerprint) throw new IdempotencyKeyReused()
  return { transactionId: TransactionId.parse(uuidOf(claimId + fingerprint)), claim: { first, madeAt: made.madeAt } }
}

/** A UUID of version 8, made of a hash. @see https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-8 */
function uuidOf(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
