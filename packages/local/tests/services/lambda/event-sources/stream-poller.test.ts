import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { JsonObject } from '@sfs3/asl'
import { createDynamoDb, type DynamoDb } from '../../../../services/dynamodb/dynamodb.ts'
import { provisionStream } from '../../../../services/dynamodb/provision-stream.ts'
import { provisionTable } from '../../../../services/dynamodb/provision-table.ts'
import { Entries } from '../../../../services/dynamodb/store/entries.ts'
import { TableStreams } from '../../../../services/dynamodb/streams.ts'
import { mappingOf } from '../../../../services/lambda/event-sources/mapping.ts'
import { StreamPoller } from '../../../../services/lambda/event-sources/stream-poller.ts'
import { strictReport } from '../../../../services/report.ts'
import { SqliteFile } from '../../../../services/sqlite-file.ts'
import { resource } from '../../../../testing/template-resource.ts'
import { handClock } from '../../../support/clocks.ts'

const streamArn = 'arn:aws:dynamodb:us-east-1:000000000000:table/orders/stream/local'
const table = resource('AWS::DynamoDB::Table', 'orders', {
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
})

let folder: string
let file: SqliteFile
let streams: TableStreams
let dynamoDb: DynamoDb
let time: ReturnType<typeof handClock>
let lines: string[]
const pollers: StreamPoller[] = []

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sfs3-streams-'))
  file = new SqliteFile(folder, 'dynamodb.sqlite', Entries.schema)
  const entries = new Entries(file)
  time = handClock()
  lines = []
  streams = new TableStreams(entries, time.clock.now)
  dynamoDb = createDynamoDb({ file, entries, streams, accountId: '000000000000', region: 'us-east-1' })
  await provisionTable(dynamoDb, table, strictReport)
  provisionStream(streams, table)
})
afterEach(() => {
  for (const poller of pollers.splice(0)) poller.stop()
  file.close()
  rmSync(folder, { recursive: true })
})

const put = (id: string, more: JsonObject = {}) => write('PutItem', { Item: { id: { S: id }, ...more } })
const write = async (operation: string, input: JsonObject) => {
  await dynamoDb.call(operation, { TableName: 'orders', ...input })
  streams.committed()
}

type Event = { Records: { eventName: string; dynamodb: { Keys: { id: { S: string } }; SequenceNumber: string } }[] }
const named = ({ Records }: Event) => Records.map(({ eventName, dynamodb }) => `${eventName} ${dynamodb.Keys.id.S}`)

/** Polls with a function that answers what `answer` makes of each event. Gives the events as they come. */
function poll(properties: JsonObject = {}, answer: (event: Event, attempt: number) => unknown = () => null) {
  const events: Event[] = []
  const poller = new StreamPoller({
    mapping: mappingOf(
      resource('AWS::Lambda::EventSourceMapping', 'm', {
        ...{ FunctionName: 'f', EventSourceArn: streamArn, StartingPosition: 'TRIM_HORIZON', ...properties },
      }),
    ),
    streams,
    clock: time.clock,
    region: 'us-east-1',
    log: (line) => lines.push(line),
    async invoke(_name, payload) {
      const event: Event = JSON.parse(payload)
      events.push(event)
      try {
        return { requestId: 'r', payload: JSON.stringify(answer(event, events.length) ?? null) }
      } catch (error) {
        return { requestId: 'r', functionError: 'Unhandled', payload: `{"errorMessage":"${error}"}` }
      }
    },
  })
  pollers.push(poller)
  poller.start()
  return { events, stop: () => poller.stop() }
}
const settled = async () => {
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate)
}

test('what changes in a table comes in order, with what was there and what is', async () => {
  await put('1', { n: { N: '1' } })
  await write('UpdateItem', {
    Key: { id: { S: '1' } },
    UpdateExpression: 'SET n = :n',
    ExpressionAttributeValues: { ':n': { N: '2' } },
  })
  await put('1', { n: { N: '2' } }) // is no change
  await write('DeleteItem', { Key: { id: { S: '1' } } })
  const { events } = poll()
  await settled()

  expect(events).toHaveLength(1)
  expect(events[0]?.Records.map(({ dynamodb, ...record }) => ({ ...record, ...dynamodb }))).toEqual([
    expect.objectContaining({ eventName: 'INSERT', NewImage: { id: { S: '1' }, n: { N: '1' } } }),
    expect.objectContaining({
      ...{
        eventName: 'MODIFY',
        OldImage: { id: { S: '1' }, n: { N: '1' } },
        NewImage: { id: { S: '1' }, n: { N: '2' } },
      },
      ...{ eventSource: 'aws:dynamodb', eventSourceARN: streamArn, eventVersion: '1.1', awsRegion: 'us-east-1' },
      ...{ Keys: { id: { S: '1' } }, StreamViewType: 'NEW_AND_OLD_IMAGES', SequenceNumber: '000000000000000000002' },
    }),
    expect.objectContaining({ eventName: 'REMOVE', OldImage: { id: { S: '1' }, n: { N: '2' } } }),
  ])
})

test('what was refused or rolled back is no change', async () => {
  await expect(put('1', { id: { N: '1' } })).rejects.toThrow()
  const transaction = {
    TransactItems: [
      { Put: { TableName: 'orders', Item: { id: { S: '2' } } } },
      { ConditionCheck: { TableName: 'orders', Key: { id: { S: '3' } }, ConditionExpression: 'attribute_exists(id)' } },
    ],
  }
  await expect(dynamoDb.call('TransactWriteItems', transaction)).rejects.toThrow()
  const { events } = poll()
  await settled()
  expect(events).toEqual([])
})

test('it goes on where it was, and a mapping that begins with the latest misses what was before', async () => {
  await put('1')
  const first = poll({ StartingPosition: 'LATEST' })
  await put('2')
  await settled()
  first.stop()
  await put('3')
  const second = poll({ StartingPosition: 'LATEST' })
  await settled()
  expect([first.events.map(named), second.events.map(named)]).toEqual([[['INSERT 2']], [['INSERT 3']]])
})

test('a batch that fails is tried again before anything else', async () => {
  await put('1')
  const { events } = poll({ BatchSize: 1 }, (_, attempt) => {
    if (attempt < 3) throw new Error('no')
  })
  await put('2')
  await settled()
  time.advance(1000)
  await settled()
  time.advance(2000)
  await settled()
  expect(events.map(named)).toEqual([['INSERT 1'], ['INSERT 1'], ['INSERT 1'], ['INSERT 2']])
})

test('a batch that was tried often enough is given up, and said to be', async () => {
  await put('1')
  const { events } = poll({ MaximumRetryAttempts: 1 }, (event) => {
    if (named(event).includes('INSERT 1')) throw new Error('no')
  })
  await settled()
  time.advance(1000)
  await settled()
  await put('2')
  await settled()
  expect(events.map(named)).toEqual([['INSERT 1'], ['INSERT 1'], ['INSERT 2']])
  expect(lines.at(-1)).toMatch(/^changes of table orders up to 0+1 are given up: /)
})

test('a report of failures begins again with the first that failed', async () => {
  for (const id of ['1', '2', '3']) await put(id)
  const { events } = poll({ FunctionResponseTypes: ['ReportBatchItemFailures'] }, ({ Records }, attempt) =>
    attempt === 1 ? { batchItemFailures: [{ itemIdentifier: Records[1]?.dynamodb.SequenceNumber }] } : null,
  )
  await settled()
  time.advance(1000)
  await settled()
  expect(events.map(named)).toEqual([
    ['INSERT 1', 'INSERT 2', 'INSERT 3'],
    ['INSERT 2', 'INSERT 3'],
  ])
})

test('a batch that fails may be halved', async () => {
  for (const id of ['1', '2', '3', '4']) await put(id)
  const { events } = poll({ BisectBatchOnFunctionError: true }, ({ Records }) => {
    if (Records.length > 2) throw new Error('too many')
  })
  await settled()
  time.advance(1000)
  await settled()
  expect(events.map(({ Records }) => Records.length)).toEqual([4, 2, 2])
})

test('only what a filter wants comes', async () => {
  await put('1')
  await write('DeleteItem', { Key: { id: { S: '1' } } })
  const { events } = poll({ FilterCriteria: { Filters: [{ Pattern: '{"eventName":["REMOVE"]}' }] } })
  await settled()
  expect(events.map(named)).toEqual([['REMOVE 1']])
})
