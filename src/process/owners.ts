import { createHash } from 'node:crypto'
import * as z from 'zod/mini'
import { ownerKey } from './keys.ts'
import type { Records } from './records.ts'
import { startedFor, type TransactionId } from './transaction-id.ts'

/**
 * Who started something: the ARN of a role or user of AWS, or the issuer and the subject of a token. Two are the same caller if
 * and only if they are the same text.
 */
export const Owner = z.string().check(z.minLength(1)).brand('Owner')
export type Owner = z.infer<typeof Owner>

/** The owner of a transaction; `undefined` if it is unknown or nobody's: started by a schedule, an upload or without the facade. */
export type OwnerOf = (transactionId: TransactionId) => Promise<Owner | undefined>

const Record = z.object({ owner: Owner })

/** Records whose a transaction is. The first write stands. @throws ProcessDataUnavailable */
export async function recordOwner(records: Records, transactionId: TransactionId, owner: Owner): Promise<void> {
  await records.put(ownerKey(transactionId), { owner })
}

/** How many owners one function caches: an owner never changes. */
const rememberedOwners = 10_000

/** Reads whose a transaction is. What a transaction has started itself is its owner's, too. @throws ProcessDataUnavailable */
export function recordedOwner(records: Records): OwnerOf {
  const owners = new Map<string, Owner>()
  return async (transactionId) => {
    const origin = startedFor(transactionId)
    const known = owners.get(origin)
    if (known !== undefined) return known
    const record = Record.safeParse(await records.get(ownerKey(origin)))
    if (!record.success) return undefined
    if (owners.size >= rememberedOwners) owners.clear()
    owners.set(origin, record.data.owner)
    return record.data.owner
  }
}

/**
 * Whether the caller may know of a transaction. Where an API key is all that callers have, there is no `caller`, and everybody may.
 * @throws ProcessDataUnavailable
 */
export async function isOwn(
  transactionId: TransactionId,
  caller: Owner | undefined,
  ownerOf: OwnerOf,
): Promise<boolean> {
  return caller === undefined || (await ownerOf(transactionId)) === caller
}

/**
 * The list of a table that shows an owner his items; the list that everybody sees, if there are no owners. It is a hash that stands
 * for the owner: he is named neither in the table nor in the history of an execution.
 */
export function listOf(list: string, owner: Owner | undefined): string {
  return owner === undefined ? list : `${list} ${createHash('sha256').update(owner).digest('base64url')}`
}
