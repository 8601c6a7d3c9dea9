import * as z from 'zod'
import { type InsightOperation, inputOf } from '../insight.ts'

const itemsShown = 100

const Names = z.looseObject({ TableNames: z.array(z.string()) })
const Described = z.looseObject({
  Table: z.looseObject({
    KeySchema: z.array(z.looseObject({ AttributeName: z.string() })),
    ItemCount: z.number().default(0),
    TableSizeBytes: z.number().default(0),
  }),
})
const Scanned = z.looseObject({
  Items: z.array(z.record(z.string(), z.unknown())),
  LastEvaluatedKey: z.unknown().optional(),
})

/** Every table, its keys, and how much is in it. */
export const listTables: InsightOperation = async (_input, { dynamoDb }) => {
  const { TableNames } = Names.parse(await dynamoDb('ListTables', {}))
  const tables = TableNames.map(async (name) => {
    const { KeySchema, ItemCount, TableSizeBytes } = Described.parse(
      await dynamoDb('DescribeTable', { TableName: name }),
    ).Table
    return { name, keys: KeySchema.map(({ AttributeName }) => AttributeName), items: ItemCount, bytes: TableSizeBytes }
  })
  return { tables: await Promise.all(tables) }
}

/** The first items of a table, as DynamoDB writes them. */
export const listItems: InsightOperation = async (input, { dynamoDb }) => {
  const { table } = inputOf(z.looseObject({ table: z.string() }), input)
  const { Items, LastEvaluatedKey } = Scanned.parse(await dynamoDb('Scan', { TableName: table, Limit: itemsShown }))
  return { items: Items, isCut: LastEvaluatedKey !== undefined }
}
