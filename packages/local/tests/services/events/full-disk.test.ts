import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { JsonObject } from '@sfs3/asl'
import { type Endpoint, startEndpoint } from '../../../testing/aws-endpoint.ts'
import { type FakeClock, fakeClock } from '../../../testing/fake-clock.ts'
import { resource, role } from '../../../testing/template-resource.ts'

const machine = 'arn:aws:states:us-east-1:000000000000:stateMachine:m'
const Targets = [{ Id: 'm', Arn: machine, RoleArn: 'arn:aws:iam::000000000000:role/starter' }]
const rule = (name: string, properties: JsonObject) => resource('AWS::Events::Rule', name, { ...properties, Targets })

let dataDir: string
let endpoint: Endpoint
let clock: FakeClock
let started: string[]
let beforeAnswer: () => void
let locked: DatabaseSync | undefined
let logged: string[]

/** Nothing can be written to events.sqlite until `unlock`, as on a full disk. */
function lock(): void {
  locked = new DatabaseSync(join(dataDir, 'events.sqlite'))
  locked.exec('BEGIN IMMEDIATE')
}
function unlock(): void {
  locked?.close()
  locked = undefined
}

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'sfs3-'))
  clock = fakeClock()
  started = []
  logged = []
  beforeAnswer = () => {}
  endpoint = await startEndpoint({
    clock,
    dataDir,
    log: (line) => logged.push(line),
    services: {
      states: async ({ body }) => {
        beforeAnswer()
        started.push(JSON.parse(String(body)).name)
        return { status: 200, headers: {}, body: '{}' }
      },
    },
    resources: [
      role('starter', { Effect: 'Allow', Action: 'states:StartExecution', Resource: machine }),
      resource('AWS::S3::Bucket', 'drop', {
        NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
      }),
      rule('every-minute', { ScheduleExpression: 'rate(1 minute)' }),
      rule('orders', { EventPattern: { source: ['shop', 'aws.s3'] } }),
    ],
  })
})
afterEach(async () => {
  unlock()
  await endpoint.stop()
})

const settled = () => endpoint.events.idle()

test('a delivery whose end cannot be written is not repeated, and is forgotten when it can', async () => {
  beforeAnswer = lock
  const Entries = [{ Source: 'shop', DetailType: 'order', Detail: '{}' }]
  await new EventBridgeClient(endpoint.config).send(new PutEventsCommand({ Entries }))
  await settled()
  expect(started).toHaveLength(1)
  expect(logged).toEqual([expect.stringMatching(/could not be written: .*database is locked/)])

  unlock()
  clock.advance(1000)
  const database = new DatabaseSync(join(dataDir, 'events.sqlite'))
  expect(database.prepare('SELECT count(*) AS left FROM deliveries').get()).toEqual({ left: 0 })
  database.close()
})

test('a schedule that cannot be written fires late, and goes on', async () => {
  lock()
  clock.advance(60_500)
  expect(logged).toEqual([expect.stringMatching(/^the schedule every-minute waits: .*database is locked/)])

  unlock()
  clock.advance(1000)
  await settled()
  expect(started).toHaveLength(1)
  clock.advance(60_000)
  await settled()
  expect(started).toHaveLength(2)
})

test('an event of S3 that cannot be taken is taken later', async () => {
  const s3 = new S3Client({ ...endpoint.config, forcePathStyle: true, maxAttempts: 1 })
  lock()
  await s3.send(new PutObjectCommand({ Bucket: 'drop', Key: 'file', Body: 'x' }))
  endpoint.events.acceptNotices(endpoint.s3.store)
  expect(logged).toContainEqual(expect.stringMatching(/^events of S3 wait: .*database is locked/))

  unlock()
  clock.advance(1000)
  await settled()
  expect(started).toHaveLength(1)
  s3.destroy()
})
