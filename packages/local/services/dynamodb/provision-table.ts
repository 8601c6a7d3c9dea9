import type { Json, JsonObject } from '@sfs3/asl'
import * as z from 'zod'
import { AwsJsonError } from '../../endpoint/aws-json.ts'
import { notCarriedOut, type Report } from '../report.ts'
import type { TemplateResource } from '../template-resource.ts'
import type { DynamoDb } from './dynamodb.ts'

/**
 * Creates the table, or gives the one that exists its new global secondary indexes; items stay.
 * @throws KeySchemaChanged, AwsJsonError
 */
export async function provisionTable(dynamoDb: DynamoDb, resource: TemplateResource, report: Report): Promise<void> {
  await checkTable(dynamoDb, resource)
  for (const property of Object.keys(resource.properties))
    if (!passedOn.has(property) && !accepted.has(property)) report.notRun(notCarriedOut(resource, property))
  const TableName = resource.name
  const wanted = tableInput(resource.properties)
  dynamoDb.timeToLive.provision(TableName, resource.properties.TimeToLiveSpecification)

  const existing = await describe(dynamoDb, TableName)
  // A crash in the middle of a creation or a deletion left a table that would stay so; nothing is in it.
  if (existing?.TableStatus === 'CREATING') dynamoDb.redescribe(TableName, { TableStatus: 'ACTIVE' })
  if (existing && existing.TableStatus !== 'DELETING') return update(dynamoDb, TableName, existing, wanted)
  if (existing) await dynamoDb.call('DeleteTable', { TableName }).then(() => untilActive(dynamoDb, TableName))
  await dynamoDb.call('CreateTable', { ...wanted, TableName })
  await untilActive(dynamoDb, TableName)
}

/** @throws KeySchemaChanged */
export async function checkTable(dynamoDb: DynamoDb, { name, properties }: TemplateResource): Promise<void> {
  const existing = await describe(dynamoDb, name)
  if (existing && !sameKey(existing.KeySchema, properties.KeySchema)) throw new KeySchemaChanged(name)
}

/** Removes a table without items, if there is one of that name. @returns why it stays, if it does */
export async function removeTable(dynamoDb: DynamoDb, TableName: string): Promise<string | undefined> {
  if (!(await describe(dynamoDb, TableName))) return undefined
  const { Items } = Page.parse(await dynamoDb.call('Scan', { TableName, Limit: 1 }))
  if (Items.length > 0) return 'there are items in it'
  await dynamoDb.call('DeleteTable', { TableName }).then(() => untilActive(dynamoDb, TableName))
  return undefined
}

/** The key of a table cannot change: AWS would replace the table and its items; here nobody's items are thrown away. */
export class KeySchemaChanged extends Error {
  override readonly name = 'KeySchemaChanged'

  constructor(tableName: string) {
    super(`table ${tableName} has another key than the template says; remove the data folder to start afresh`)
  }
}

const Index = z.looseObject({ IndexName: z.string() })
const Table = z.looseObject({
  TableStatus: z.string(),
  KeySchema: z.json(),
  GlobalSecondaryIndexes: z.array(Index.extend({ IndexStatus: z.string().optional() })).default([]),
})
type Table = z.infer<typeof Table>

async function describe(dynamoDb: DynamoDb, TableName: string): Promise<Table | undefined> {
  try {
    return Table.parse((await dynamoDb.call('DescribeTable', { TableName })).Table)
  } catch (error) {
    if (error instanceof AwsJsonError && error.code === 'ResourceNotFoundException') return undefined
    throw error
  }
}

async function update(dynamoDb: DynamoDb, TableName: string, existing: Table, wanted: JsonObject): Promise<void> {
  const indexes = z.array(Index).parse(wanted.GlobalSecondaryIndexes ?? [])
  const unchanged = existing.GlobalSecondaryIndexes.every(({ IndexStatus }) => IndexStatus === 'ACTIVE')
  if (unchanged && sameIndexes(existing.GlobalSecondaryIndexes, indexes)) return

  const describeIndexes = (IndexStatus: string) =>
    dynamoDb.redescribe(TableName, {
      AttributeDefinitions: wanted.AttributeDefinitions ?? [],
      GlobalSecondaryIndexes: indexes.map((index) => ({ ...(index as JsonObject), ...indexFacts, IndexStatus })),
    })
  // A crash in between leaves them CREATING, and the next start begins again.
  describeIndexes('CREATING')
  for (const { IndexName } of [...existing.GlobalSecondaryIndexes, ...indexes])
    dynamoDb.forgetIndex(TableName, IndexName)
  for await (const item of items(dynamoDb, TableName)) await dynamoDb.call('PutItem', { TableName, Item: item })
  describeIndexes('ACTIVE')
}

/** Every item of the table. Writing one again enters it into indexes that did not know it. */
async function* items(dynamoDb: DynamoDb, TableName: string): AsyncGenerator<JsonObject> {
  let from: JsonObject = {}
  do {
    const page = Page.parse(await dynamoDb.call('Scan', { TableName, ...from }))
    yield* page.Items as JsonObject[]
    from = page.LastEvaluatedKey ? { ExclusiveStartKey: page.LastEvaluatedKey as Json } : {}
  } while (from.ExclusiveStartKey)
}

const Page = z.object({ Items: z.array(z.json()), LastEvaluatedKey: z.json().optional() })

/** What DescribeTable says about an index that nobody pays for. */
const indexFacts = {
  IndexSizeBytes: 0,
  ItemCount: 0,
  ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0, NumberOfDecreasesToday: 0 },
}

type Index = z.infer<typeof Index>
const sameIndexes = (some: Index[], others: Index[]) => indexKeys(some) === indexKeys(others)
const indexKeys = (indexes: Index[]) =>
  JSON.stringify(indexes.map(({ IndexName, KeySchema, Projection }) => [IndexName, KeySchema, Projection]).sort())

const sameKey = (one: Json | undefined, other: Json | undefined) => JSON.stringify(one) === JSON.stringify(other)

/** Until the table is what it will be, or gone. */
async function untilActive(dynamoDb: DynamoDb, name: string): Promise<void> {
  for (;;) {
    const table = await describe(dynamoDb, name)
    if (!table || table.TableStatus === 'ACTIVE') return
    await new Promise((resolve) => setImmediate(resolve))
  }
}

function tableInput(properties: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => passedOn.has(name) && name !== 'TableName'))
}

const passedOn = new Set([
  'AttributeDefinitions',
  'BillingMode',
  'GlobalSecondaryIndexes',
  'KeySchema',
  'LocalSecondaryIndexes',
  'ProvisionedThroughput',
  'TableName',
])

/** Means nothing to one developer's table. See DIFFERENCES.md. */
const accepted = new Set([
  'ContributorInsightsSpecification',
  'DeletionProtectionEnabled',
  'PointInTimeRecoverySpecification',
  'SSESpecification',
  'StreamSpecification',
  'TableClass',
  'Tags',
  'TimeToLiveSpecification',
])
