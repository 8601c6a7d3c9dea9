import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { JsonObject } from '@sfs3/asl'
import { createDynamoDb, type DynamoDb } from '../../../services/dynamodb/dynamodb.ts'
import { provisionTable } from '../../../services/dynamodb/provision-table.ts'
import { Entries } from '../../../services/dynamodb/store/entries.ts'
import { strictReport } from '../../../services/report.ts'
import { SqliteFile } from '../../../services/sqlite-file.ts'
import { resource } from '../../../testing/template-resource.ts'

const TableName = 'jobs'
const table = resource('AWS::DynamoDB::Table', TableName, {
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'Id', AttributeType: 'S' },
    { AttributeName: 'Kind', AttributeType: 'S' },
  ],
  KeySchema: [{ AttributeName: 'Id', KeyType: 'HASH' }],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'byKind',
      KeySchema: [{ AttributeName: 'Kind', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
})

let folder: string
let file: SqliteFile
let dynamoDb: DynamoDb

async function open() {
  file = new SqliteFile(folder, 'dynamodb.sqlite', Entries.schema)
  const entries = new Entries(file)
  dynamoDb = createDynamoDb({ file, entries, accountId: '000000000000', region: 'us-east-1' })
  await provisionTable(dynamoDb, table, strictReport)
}
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sfs3-'))
  return open()
})
afterEach(() => {
  file.close()
  rmSync(folder, { recursive: true })
})

const roomForPages = (pages: number) => file.sql(`PRAGMA max_page_count = ${pages}`).get()

async function send(operation: string, input: JsonObject) {
  const headers = { 'x-amz-target': `DynamoDB_20120810.${operation}` }
  const body = Buffer.from(JSON.stringify(input))
  const answer = await dynamoDb.service({ method: 'POST', url: '/', headers, body, caller: { type: 'developer' } })
  return { status: answer.status, body: JSON.parse(String(answer.body)) }
}
const put = (Id: string) =>
  send('PutItem', { TableName, Item: { Id: { S: Id }, Kind: { S: 'job' }, Data: { S: '.'.repeat(3000) } } })

/** Puts until the disk is full. Returns the first refusal. */
async function fill() {
  roomForPages(30)
  for (let number = 1; ; number += 1) {
    const answer = await put(`before-${number}`)
    if (answer.status !== 200) return answer
  }
}

test('a put on a full disk is refused with the cause', async () => {
  expect(await fill()).toEqual({
    status: 500,
    body: {
      __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError',
      message: 'The data folder could not be written: its disk is full (database or disk is full).',
    },
  })
})

test('what is accepted after refused writes is there after a restart', async () => {
  await fill()
  for (let number = 1; number <= 40; number += 1) expect((await put(`refused-${number}`)).status).toBe(500)
  roomForPages(10_000)
  for (let number = 1; number <= 50; number += 1) expect((await put(`after-${number}`)).status).toBe(200)

  file.close()
  await open()

  const { Items } = (await send('Scan', { TableName })).body
  const ids: string[] = Items.map(({ Id }: { Id: { S: string } }) => Id.S)
  expect(ids.filter((id) => id.startsWith('after-'))).toHaveLength(50)
  expect(ids.filter((id) => id.startsWith('refused-'))).toEqual([])
})

test('an item and its place in an index are written together or not at all', async () => {
  await fill()

  const count = async (more: JsonObject) => (await send('Query', { TableName, Select: 'COUNT', ...more })).body.Count
  const inIndex = await count({
    IndexName: 'byKind',
    KeyConditionExpression: 'Kind = :kind',
    ExpressionAttributeValues: { ':kind': { S: 'job' } },
  })
  expect((await send('Scan', { TableName, Select: 'COUNT' })).body.Count).toBe(inIndex)
})

test('a table whose creation a crash broke off becomes active at the next start', async () => {
  dynamoDb.redescribe(TableName, { TableStatus: 'CREATING' })
  file.close()
  await open()

  expect((await put('first')).status).toBe(200)
})
