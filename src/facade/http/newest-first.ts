import { type AttributeValue, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb'
import * as z from 'zod/mini'
import { badRequest, Problem } from './problem.ts'

/** One page of a list; if it has a `nextToken`, there is another page. */
export type Page<Item> = { items: Item[]; nextToken?: string }

/** A page of items, newest first; with the `nextToken` of a page, the page after it. @throws Problem 400 */
export type NewestFirst<Item> = (nextToken?: string) => Promise<Page<Item>>

const pageItems = 25

/** Lists the items of a table whose attribute `Listed` is `listed`, with the index `newest-first`. */
export function newestFirst<Item>(
  client: DynamoDBClient,
  table: string,
  listed: string,
  itemOf: (attributes: Record<string, AttributeValue>) => Item,
): NewestFirst<Item> {
  return async (nextToken) => {
    try {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: table,
          IndexName: 'newest-first',
          KeyConditionExpression: 'Listed = :listed',
          ExpressionAttributeValues: { ':listed': { S: listed } },
          ScanIndexForward: false,
          Limit: pageItems,
          ExclusiveStartKey: nextToken === undefined ? undefined : keyOf(nextToken),
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

const keyOf = (nextToken: string): Record<string, AttributeValue> => {
  try {
    return Key.parse(JSON.parse(Buffer.from(nextToken, 'base64url').toString()))
  } catch {
    throw badNextToken()
  }
}
