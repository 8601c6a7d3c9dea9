import { createHash } from 'node:crypto'
import type { JsonObject } from '@sfs3/asl'
import * as z from 'zod'
import type { EpochMs } from '../../clock/clock.ts'
import { AwsJsonError } from '../../endpoint/aws-json.ts'
import type { Entries } from './store/entries.ts'

/** What a transaction is made of; inside one SQLite transaction all of it holds together. */
export type TransactionParts = {
  entries: Entries
  /** Runs one operation of DynamoDB, or `ConditionCheckItem`. @throws AwsJsonError */
  run(operation: string, input: JsonObject): JsonObject
  /** The table and the key of the item that an input names. @throws AwsJsonError when there is no such table */
  placeOf(input: JsonObject): string
  now(): EpochMs
}

const Input = z.record(z.string(), z.json())
const WriteItem = z
  .object({
    ConditionCheck: Input.refine((check) => check.ConditionExpression !== undefined),
    Put: Input,
    Update: Input,
    Delete: Input,
  })
  .partial()
  .strict()
  .refine((item) => Object.keys(item).length === 1)
const most = 100
const TransactWriteItems = z.object({
  TransactItems: z.array(WriteItem).min(1).max(most),
  ClientRequestToken: z.string().min(1).max(36).optional(),
})
const TransactGetItems = z.object({
  TransactItems: z
    .array(z.object({ Get: Input }).strict())
    .min(1)
    .max(most),
})

/** The operation that each member of a TransactWriteItem is, for its permission too. */
export const operationOfMember: Readonly<Record<string, string>> = {
  ConditionCheck: 'ConditionCheckItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  Get: 'GetItem',
}

/**
 * Writes all or nothing: must run inside one transaction, which rolls back what was written when this throws.
 * @throws AwsJsonError TransactionCanceledException, ValidationException, IdempotentParameterMismatchException
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export function transactWriteItems(input: JsonObject, parts: TransactionParts): JsonObject {
  const { TransactItems, ClientRequestToken } = parsed(TransactWriteItems, input)
  if (ClientRequestToken !== undefined && isRepeated(ClientRequestToken, input, parts)) return {}

  const writes = TransactItems.flatMap((item) => Object.entries(item)).map(([member, given]) => {
    const { ReturnValuesOnConditionCheckFailure, ...write } = given as JsonObject
    return {
      operation: operationOfMember[member] ?? member,
      write,
      tellOld: ReturnValuesOnConditionCheckFailure === 'ALL_OLD',
    }
  })
  if (new Set(writes.map(({ write }) => parts.placeOf(write))).size < writes.length)
    throw invalid('Transaction request cannot include multiple operations on one item')

  const reasons = writes.map(({ operation, write, tellOld }): JsonObject => {
    try {
      parts.run(operation, write)
      return { Code: 'None' }
    } catch (error) {
      if (!(error instanceof AwsJsonError) || error.code !== 'ConditionalCheckFailedException') throw error
      const Key = write.Key
      const old = tellOld && Key !== undefined ? parts.run('GetItem', { TableName: write.TableName ?? '', Key }) : {}
      return {
        Code: 'ConditionalCheckFailed',
        Message: error.message,
        ...(old.Item !== undefined && { Item: old.Item }),
      }
    }
  })
  if (reasons.some(({ Code }) => Code !== 'None')) throw cancelled(reasons)
  return {}
}

/**
 * Reads items as they are at one moment.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactGetItems.html
 */
export function transactGetItems(input: JsonObject, { run }: TransactionParts): JsonObject {
  const { TransactItems } = parsed(TransactGetItems, input)
  return {
    Responses: TransactItems.map(({ Get }) => {
      const { Item } = run('GetItem', Get as JsonObject)
      return Item === undefined ? {} : { Item }
    }),
  }
}

const tokens = 'transaction-token'
const tokensByAge = 'transaction-token-by-age'
const tokensLastMs = 10 * 60_000
const placeByAge = (at: EpochMs, token: string) => `${String(at).padStart(16, '0')}/${token}`

/** Whether this very transaction was carried out in the last ten minutes. Notes that it is, with the transaction. */
function isRepeated(token: string, input: JsonObject, { entries, now }: TransactionParts): boolean {
  const { ClientRequestToken: _, ...rest } = input
  const hash = createHash('sha256').update(JSON.stringify(rest)).digest('base64')
  const at = now()
  // One is added for up to ten that go, so the old ones never become many.
  for (const { key, value } of entries.range(tokensByAge, { lt: placeByAge(at - tokensLastMs, ''), limit: 10 })) {
    entries.delete(tokensByAge, key)
    entries.delete(tokens, String(value))
  }
  const known = Token.optional().parse(entries.get(tokens, token))
  if (known === undefined || known.at < at - tokensLastMs) {
    entries.put(tokens, token, { at, hash })
    entries.put(tokensByAge, placeByAge(at, token), token)
    return false
  }
  if (known.hash === hash) return true
  throw new AwsJsonError(400, {
    __type: `${namespace}IdempotentParameterMismatchException`,
    message: 'The request parameters do not match those of an earlier request with the same client token',
  })
}

const Token = z.object({ at: z.number(), hash: z.string() })

const namespace = 'com.amazonaws.dynamodb.v20120810#'

const cancelled = (reasons: JsonObject[]) =>
  new AwsJsonError(400, {
    __type: `${namespace}TransactionCanceledException`,
    Message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => Code).join(', ')}]`,
    CancellationReasons: reasons,
  })

const invalid = (message: string) =>
  new AwsJsonError(400, { __type: 'com.amazon.coral.validate#ValidationException', message })

function parsed<T>(schema: z.ZodType<T>, input: JsonObject): T {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  const { path = [], message = '' } = result.error.issues[0] ?? {}
  throw invalid(`1 validation error detected: Value at '${path.join('.')}' failed to satisfy constraint: ${message}`)
}
