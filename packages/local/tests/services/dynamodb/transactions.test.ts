import { DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  TransactGetCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { type Endpoint, startEndpoint } from '../../../testing/aws-endpoint.ts'
import { resource, role } from '../../../testing/template-resource.ts'

const TableName = 'accounts'
const table = resource('AWS::DynamoDB::Table', TableName, {
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'Id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'Id', KeyType: 'HASH' }],
})
const reader = role('reader', {
  Effect: 'Allow',
  Action: 'dynamodb:GetItem',
  Resource: 'arn:aws:dynamodb:us-east-1:000000000000:table/accounts',
})

let endpoint: Endpoint
let items: DynamoDBDocumentClient
let passedMs = 0

beforeAll(async () => {
  endpoint = await startEndpoint({ resources: [table, reader], now: () => Date.now() + passedMs })
  items = DynamoDBDocumentClient.from(new DynamoDBClient(endpoint.config))
})
afterAll(() => endpoint.stop())

beforeEach(async () => {
  for (const Id of ['anna', 'ben']) await items.send(new PutCommand({ TableName, Item: { Id, Balance: 10 } }))
})

type Writes = NonNullable<TransactWriteCommandInput['TransactItems']>
const write = (TransactItems: Writes, more: object = {}) =>
  items.send(new TransactWriteCommand({ TransactItems, ...more }))
const balance = async (Id: string) =>
  (await items.send(new GetCommand({ TableName, Key: { Id } }))).Item?.Balance as number | undefined
const add = (Id: string, amount: number) => ({
  Update: {
    ...{ TableName, Key: { Id }, UpdateExpression: 'ADD Balance :amount' },
    ...{ ConditionExpression: 'Balance >= :least' },
    ExpressionAttributeValues: { ':amount': amount, ':least': -amount },
  },
})

test('all writes of a transaction happen', async () => {
  await write([
    add('anna', -3),
    add('ben', 3),
    { Put: { TableName, Item: { Id: 'transfer-1', Balance: 3 } } },
    { Delete: { TableName, Key: { Id: 'transfer-0' } } },
  ])

  expect([await balance('anna'), await balance('ben'), await balance('transfer-1')]).toEqual([7, 13, 3])
})

test('when one condition fails nothing happens, and the reasons say which', async () => {
  const bensAccount = { TableName, Key: { Id: 'ben' }, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const }
  const values = { ExpressionAttributeValues: { ':none': 0 } }
  const transfer = write([
    add('anna', -3),
    { Put: { TableName, Item: { Id: 'transfer-2' } } },
    { ConditionCheck: { ...bensAccount, ...values, ConditionExpression: 'Balance = :none' } },
  ])

  const error = await transfer.catch((thrown) => thrown)
  expect(error).toBeInstanceOf(TransactionCanceledException)
  expect(error.message).toBe(
    'Transaction cancelled, please refer cancellation reasons for specific reasons [None, None, ConditionalCheckFailed]',
  )
  expect(error.CancellationReasons).toEqual([
    { Code: 'None' },
    { Code: 'None' },
    {
      Code: 'ConditionalCheckFailed',
      Message: 'The conditional request failed',
      Item: { Id: { S: 'ben' }, Balance: { N: '10' } },
    },
  ])
  expect([await balance('anna'), await balance('transfer-2')]).toEqual([10, undefined])
})

test('a request that is sent again with its token is carried out once, for ten minutes', async () => {
  const once = { ClientRequestToken: 'transfer' }
  await write([add('anna', -1)], once)
  await write([add('anna', -1)], once)
  expect(await balance('anna')).toBe(9)

  await expect(write([add('anna', -2)], once)).rejects.toMatchObject({ name: 'IdempotentParameterMismatchException' })

  passedMs += 10 * 60_000 + 60_000
  await write([add('anna', -1)], once)
  expect(await balance('anna')).toBe(8)
})

test('what cannot be a transaction is refused', async () => {
  const refused = { name: 'ValidationException' }
  await expect(write([])).rejects.toMatchObject(refused)
  await expect(write([add('anna', -1), { Delete: { TableName, Key: { Id: 'anna' } } }])).rejects.toMatchObject({
    ...refused,
    message: 'Transaction request cannot include multiple operations on one item',
  })
  await expect(write([{ Put: { TableName, Item: { Balance: 1 } } }])).rejects.toMatchObject(refused)
  await expect(write([{ Put: { TableName: 'nowhere', Item: { Id: 'x' } } }])).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  })
  expect(await balance('anna')).toBe(10)
})

test('items are read together, in the order asked for, empty where there is none', async () => {
  const get = (Id: string, more: object = {}) => ({ Get: { TableName, Key: { Id }, ...more } })
  const { Responses } = await items.send(
    new TransactGetCommand({
      TransactItems: [get('ben'), get('nobody'), get('anna', { ProjectionExpression: 'Balance' })],
    }),
  )

  expect(Responses).toEqual([{ Item: { Id: 'ben', Balance: 10 } }, {}, { Item: { Balance: 10 } }])
})

test('a role needs for each item what it needs for the operation by itself', async () => {
  const asReader = DynamoDBDocumentClient.from(new DynamoDBClient(endpoint.configOf('reader')))
  const key = { TableName, Key: { Id: 'anna' } }

  const { Responses } = await asReader.send(new TransactGetCommand({ TransactItems: [{ Get: key }] }))
  expect(Responses).toHaveLength(1)
  await expect(asReader.send(new TransactWriteCommand({ TransactItems: [{ Delete: key }] }))).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining('dynamodb:DeleteItem'),
  })
})
