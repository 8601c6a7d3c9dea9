import { type AttributeValue, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb'
import * as z from 'zod/mini'

/** One page of a listing; with `nextToken` there is more. */
export type Page<Item> = { items: Item[]; nextToken?: string }

/** Lists items newest first, from where `nextToken` of the page before points to. @throws BadNextToken */
export type NewestFirst<Item> = (nextToken?: string) => Promise<Page<Item>>

/** A `nextToken` that no page has given. */
export class BadNextToken extends Error {
  override readonly name = 'BadNextToken'

  constructor() {
    super('nextToken must be that of a page before, unchanged')
  }
}

const pageItems = 25

/** Lists the items of a table that are marked `listed`, by its index `newest-first`. */
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
      // The key may have the right form, but not be one of this table.
      if (nextToken !== undefined && error instanceof Error && error.name === 'ValidationException')
        throw new BadNextToken()
      throw error
    }
  }
}

/** The keys of table and index, all of them strings. */
const Key = z.record(z.string(), z.strictObject({ S: z.string() }))

const tokenOf = (key: Record<string, AttributeValue>) => Buffer.from(JSON.stringify(key)).toString('base64url')

const keyOf = (nextToken: string): Record<string, AttributeValue> => {
  try {
    return Key.parse(JSON.parse(Buffer.from(nextToken, 'base64url').toString()))
  } catch {
    throw new BadNextToken()
  }
}
