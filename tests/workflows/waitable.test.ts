import { DeleteItemCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { eventually } from '@sfs3/local/testing'
import { newestFirst } from '../../src/facade/http/newest-first.ts'
import { startWorkflows, type Workflows } from '../support/workflows.ts'

let region: Workflows
let dynamodb: DynamoDBClient
let TableName: string
beforeAll(async () => {
  region = await startWorkflows({})
  dynamodb = new DynamoDBClient(region.endpoint.config)
  TableName = region.nameOf('JobsTable')
})
afterAll(async () => {
  dynamodb.destroy()
  await region.stop()
})

const start = (jobId: string, waitUntil: string) =>
  region.start(
    'waitable',
    { jobId, StartTimestamp: waitUntil, waitUntil, expiresAtEpochSeconds: 1769904000, listed: 'jobs' },
    jobId,
  )
const job = async (Id: string) =>
  (await dynamodb.send(new GetItemCommand({ TableName, Key: { Id: { S: Id } }, ConsistentRead: true }))).Item

test('a job is STARTED, waits for its time and is COMPLETED then', async () => {
  const executionArn = await start('j-1', '2026-01-01T02:00:00Z')

  const item = await eventually(() => job('j-1'))
  expect(item).toMatchObject({
    Id: { S: 'j-1' },
    StartActionAt: { S: '2026-01-01T02:00:00Z' },
    ProcessStatus: { S: 'STARTED' },
    ExpiresAt: { N: '1769904000' },
  })

  const { status, stopDate } = await region.ended(executionArn, 'moving')
  expect(status).toBe('SUCCEEDED')
  expect(stopDate).toEqual(new Date('2026-01-01T02:00:00Z'))
  expect(await job('j-1')).toMatchObject({
    StartActionAt: { S: '2026-01-01T02:00:00Z' },
    ProcessStatus: { S: 'COMPLETED' },
    LastUpdated: { S: expect.stringMatching(/^2026-01-01T02:00:00/) },
  })
})

test('a job whose time has passed is completed at once', async () => {
  const executionArn = await start('j-past', '2021-06-25T17:47:00Z')

  expect((await region.ended(executionArn)).status).toBe('SUCCEEDED')
})

test('a job that is deleted while it waits fails, and stays deleted', async () => {
  const executionArn = await start('j-deleted', '2026-01-02T00:00:00Z')
  await eventually(() => job('j-deleted'))
  await dynamodb.send(new DeleteItemCommand({ TableName, Key: { Id: { S: 'j-deleted' } } }))

  expect(await region.ended(executionArn, 'moving')).toMatchObject({
    status: 'FAILED',
    error: 'JobDeleted',
    cause: 'Job j-deleted was deleted from the table while it waited. Send it again if it shall run.',
  })
  expect(await job('j-deleted')).toBeUndefined()
})

test('jobs are listed newest first, page by page, whatever else is in the table', async () => {
  const put = (Id: string, more = {}) =>
    dynamodb.send(new PutItemCommand({ TableName, Item: { Id: { S: Id }, ...more } }))
  const day = (number: number) => ({
    Listed: { S: 'many' },
    CreatedAt: { S: `2026-02-${String(number).padStart(2, '0')}` },
  })
  await put('unlisted')
  for (let number = 1; number <= 28; number++) await put(`m-${number}`, day(number))
  const list = newestFirst(dynamodb, TableName, 'many', ({ Id }) => Id?.S ?? '')

  const first = await list(undefined)
  const second = await list(undefined, first.nextToken)

  expect(first.items).toHaveLength(25)
  expect(first.items.slice(0, 2)).toEqual(['m-28', 'm-27'])
  expect(second).toEqual({ items: ['m-3', 'm-2', 'm-1'] })
})
