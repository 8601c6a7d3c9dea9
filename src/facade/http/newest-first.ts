import { type AttributeValue, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb'
import * as z from 'zod/mini'
import { listOf, type Owner } from '../../process/owners.ts'
import { badRequest, Problem } from './problem.ts'

/** One page of a list; if it has a `nextToken`, there is another page. */
export type Page<Item> = { items: Item[]; nextToken?: string }

/** A page of a caller's items, newest first; with the `nextToken` of a page, the page after it. @throws Problem 400 */
export type NewestFirst<Item> = (caller: Owner | undefined, nextToken?: string) => Promise<Page<Item>>

const pageItems = 25

/** Lists the items of a table whose attribute `Listed` is that of the caller, see `listOf`, with the index `newest-first`. */
export function newestFirst<Item>(
  client: DynamoDBClient,
  table: string,
  list: string,
  itemOf: (attributes: Record<string, AttributeValue>) => Item,
): NewestFirst<Item> {
  return async (caller, nextToken) => {
    const listed = listOf(list, caller)
    try {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: table,
          IndexName: 'newest-first',
          KeyConditionExpression: 'Listed = :listed',
          ExpressionAttributeValues: { ':listed': { S: listed } },
          ScanIndexForward: false,
          Limit: pageItems,
          ExclusiveStartKey: nextToken === undefined ? undefined : keyOf(nextToken, listed),
        }),
      )
      return { items: Items.map(itemOf), ...(LastEvaluatedKey && { nextToken: tokenOf(LastEvaluatedKey) }) }
    } catch (error) {
      // The token may be well-formed, but of another table.
      if (nextToken !== undefined && error instanceof Error && error.name === 'ValidationException')
        throw badNextToken()
      throw error
    }
  }
}

const badNextToken = () => new Problem(badRequest, 'nextToken must be that of a page before, unchanged.')

/** The keys of the table and its index; all are strings. */
const Key = z.record(z.string(), z.strictObject({ S: z.string() }))

const tokenOf = (key: Record<string, AttributeValue>) => Buffer.from(JSON.stringify(key)).toString('base64url')

const keyOf = (nextToken: string, listed: string): Record<string, AttributeValue> => {
  const key = read(nextToken)
  // Somebody else's, or of another table.
  if (key?.Listed?.S !== listed) throw badNextToken()
  return key
}

const read = (nextToken: string) => {
  try {
    return Key.parse(JSON.parse(Buffer.from(nextToken, 'base64url').toString()))
  } catch {
    return undefined
  }
}
