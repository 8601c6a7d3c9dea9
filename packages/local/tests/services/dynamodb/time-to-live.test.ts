import {
  DeleteTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  PutItemCommand,
  ScanCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { type Endpoint, startEndpoint } from '../../../testing/aws-endpoint.ts'
import { eventually } from '../../../testing/eventually.ts'
import { type FakeClock, fakeClock } from '../../../testing/fake-clock.ts'
import { resource } from '../../../testing/template-resource.ts'

const TableName = 'jobs'
const table = resource('AWS::DynamoDB::Table', TableName, {
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'Id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'Id', KeyType: 'HASH' }],
  TimeToLiveSpecification: { AttributeName: 'ExpiresAt', Enabled: true },
})

let endpoint: Endpoint
let clock: FakeClock
let client: DynamoDBClient
beforeEach(async () => {
  clock = fakeClock(Date.UTC(2026, 0, 1))
  endpoint = await startEndpoint({ clock, resources: [table] })
  client = new DynamoDBClient({ ...endpoint.config, maxAttempts: 1 })
})
afterEach(async () => {
  client.destroy()
  await endpoint.stop()
})

/** 2026-01-01T00:00:00Z, in seconds of the epoch. */
const start = 1_767_225_600
const put = (Id: string, ExpiresAt: { N: string } | { S: string }) =>
  client.send(new PutItemCommand({ TableName, Item: { Id: { S: Id }, ExpiresAt } }))
const ids = async () => {
  const { Items = [] } = await client.send(new ScanCommand({ TableName }))
  return Items.map(({ Id }) => Id?.S).sort()
}

test('items whose time is over are deleted, others are not', async () => {
  await put('over', { N: String(start + 60) })
  await put('later', { N: String(start + 3600) })
  await put('a text', { S: String(start - 60) })
  await put('six years ago', { N: String(start - 6 * 365 * 86_400) })
  expect(await ids()).toHaveLength(4)

  clock.advance(5 * 60_000)
  await eventually(async () => (await ids()).length === 3)
  expect(await ids()).toEqual(['a text', 'later', 'six years ago'])

  // It goes on.
  await eventually(() => clock.pending > 0)
  clock.advance(60 * 60_000) // the sweep that comes first looks at the time that it was due
  await eventually(() => clock.pending > 0)
  clock.advance(5 * 60_000)
  await eventually(async () => (await ids()).length === 2)
})

test('it can be asked about, disabled and enabled', async () => {
  const described = async () => (await client.send(new DescribeTimeToLiveCommand({ TableName }))).TimeToLiveDescription
  const update = (AttributeName: string, Enabled: boolean) =>
    client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: { AttributeName, Enabled } }))
  expect(await described()).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'ExpiresAt' })
  await expect(update('Other', true)).rejects.toThrow('TimeToLive is already enabled')

  await update('ExpiresAt', false)
  expect(await described()).toEqual({ TimeToLiveStatus: 'DISABLED' })
  expect(clock.pending).toBe(0)
  await update('Other', true)
  expect(await described()).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'Other' })

  await client.send(new DeleteTableCommand({ TableName }))
  expect(clock.pending).toBe(0)
})
