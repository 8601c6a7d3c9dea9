import {
  ConditionalCheckFailedException,
  DescribeTableCommand,
  DynamoDBClient,
  ExecuteStatementCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Endpoint, startEndpoint } from '../../../testing/aws-endpoint.ts'
import { resource } from '../../../testing/template-resource.ts'

const TableName = 'jobs'
const byTime = {
  IndexName: 'byTime',
  KeySchema: [
    { AttributeName: 'Kind', KeyType: 'HASH' },
    { AttributeName: 'At', KeyType: 'RANGE' },
  ],
  Projection: { ProjectionType: 'ALL' },
}
const table = resource('AWS::DynamoDB::Table', TableName, {
  TableName,
  BillingMode: 'PAY_PER_REQUEST',
  PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  AttributeDefinitions: [
    { AttributeName: 'Id', AttributeType: 'S' },
    { AttributeName: 'Kind', AttributeType: 'S' },
    { AttributeName: 'At', AttributeType: 'S' },
  ],
  KeySchema: [{ AttributeName: 'Id', KeyType: 'HASH' }],
  GlobalSecondaryIndexes: [byTime],
})

let endpoint: Endpoint
let client: DynamoDBClient
let items: DynamoDBDocumentClient

const connect = () => {
  client = new DynamoDBClient(endpoint.config)
  items = DynamoDBDocumentClient.from(client)
}
beforeAll(async () => {
  endpoint = await startEndpoint({ resources: [table] })
  connect()
})
afterAll(() => endpoint.stop())

const put = (Id: string, At: string, more: object = {}) =>
  items.send(new PutCommand({ TableName, Item: { Id, At, Kind: 'job' }, ...more }))
const newestFirst = (ExclusiveStartKey?: Record<string, unknown>) =>
  items.send(
    new QueryCommand({
      ...{ TableName, IndexName: 'byTime', ScanIndexForward: false, Limit: 2 },
      KeyConditionExpression: 'Kind = :kind',
      ExpressionAttributeValues: { ':kind': 'job' },
      ...(ExclusiveStartKey && { ExclusiveStartKey }),
    }),
  )

test('an index gives items newest first, in pages', async () => {
  for (const at of ['2026-01-02', '2026-01-01', '2026-01-03']) await put(`job-${at}`, at)

  const first = await newestFirst()
  const second = await newestFirst(first.LastEvaluatedKey)
  expect(first.Items?.map(({ At }) => At)).toEqual(['2026-01-03', '2026-01-02'])
  expect(second.Items?.map(({ At }) => At)).toEqual(['2026-01-01'])
  expect(second.LastEvaluatedKey).toBeUndefined()
})

test('a condition decides whether an item is written', async () => {
  const once = { ConditionExpression: 'attribute_not_exists(Id)' }
  await put('once', '1', once)

  await expect(put('once', '2', once)).rejects.toBeInstanceOf(ConditionalCheckFailedException)
  expect((await items.send(new GetCommand({ TableName, Key: { Id: 'once' } }))).Item?.At).toBe('1')
})

test('an update changes what it names and can return the result', async () => {
  await put('updated', '1')
  const { Attributes } = await items.send(
    new UpdateCommand({
      ...{ TableName, Key: { Id: 'updated' }, ReturnValues: 'ALL_NEW' },
      UpdateExpression: 'SET #s = :s, Attempts = if_not_exists(Attempts, :zero) + :one',
      ExpressionAttributeNames: { '#s': 'Status' },
      ExpressionAttributeValues: { ':s': 'COMPLETED', ':zero': 0, ':one': 1 },
    }),
  )

  expect(Attributes).toEqual({ Id: 'updated', At: '1', Kind: 'job', Status: 'COMPLETED', Attempts: 1 })
})

test('errors have the names that the SDK knows', async () => {
  const elsewhere = new PutItemCommand({ TableName: 'nowhere', Item: { Id: { S: '1' } } })

  await expect(client.send(elsewhere)).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  await expect(client.send(new PutItemCommand({ TableName, Item: {} }))).rejects.toMatchObject({
    name: 'ValidationException',
  })
  await expect(client.send(new ExecuteStatementCommand({ Statement: 'SELECT * FROM jobs' }))).rejects.toMatchObject({
    name: 'NotImplemented',
  })
})

test('items survive a restart, and provisioning the same table again', async () => {
  await put('kept', '9')

  endpoint = await endpoint.restart()
  connect()

  expect((await items.send(new GetCommand({ TableName, Key: { Id: 'kept' } }))).Item?.At).toBe('9')
  const { Table } = await client.send(new DescribeTableCommand({ TableName }))
  expect(Table).toMatchObject({
    TableStatus: 'ACTIVE',
    TableArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/jobs',
    GlobalSecondaryIndexes: [{ IndexName: 'byTime', IndexStatus: 'ACTIVE' }],
  })
})

test('a changed template adds and removes indexes and keeps the items', async () => {
  const byKind = { ...byTime, IndexName: 'byKind', KeySchema: [{ AttributeName: 'Kind', KeyType: 'HASH' }] }
  const properties = {
    ...table.properties,
    GlobalSecondaryIndexes: [byKind],
    AttributeDefinitions: [
      { AttributeName: 'Id', AttributeType: 'S' },
      { AttributeName: 'Kind', AttributeType: 'S' },
    ],
  }
  await endpoint.deploy([{ ...table, properties }])

  const { Items } = await items.send(
    new QueryCommand({
      ...{ TableName, IndexName: 'byKind', KeyConditionExpression: 'Kind = :kind' },
      ExpressionAttributeValues: { ':kind': 'job' },
    }),
  )
  expect(Items?.map(({ Id }) => Id)).toContain('kept')
  await expect(newestFirst()).rejects.toMatchObject({ name: 'ValidationException' })
})

test('a table whose key changed is left alone, and that is said', async () => {
  const properties = { ...table.properties, KeySchema: [{ AttributeName: 'Kind', KeyType: 'HASH' }] }

  await expect(endpoint.deploy([{ ...table, properties }])).rejects.toThrow(
    'table jobs has another key than the template says; remove the data folder to start afresh',
  )
})
