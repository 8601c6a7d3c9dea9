import { EventBridgeClient, ListRulesCommand, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge'
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Client, createClient } from '@sfs3/client'
import { eventually } from '@sfs3/local/testing'
import { startTestRegion, type TestRegion } from '../support/region.ts'

const minuteMs = 60_000
const account = '000000000000'
const arn = (name: string) => `arn:aws:states:us-east-1:${account}:stateMachine:sfs3-dev-${name}`
let region: TestRegion
let facade: Client
let sfn: SFNClient
let s3: S3Client
let events: EventBridgeClient
beforeAll(async () => {
  region = await startTestRegion({ time: 'virtual' })
  facade = createClient({ url: region.apiUrl, apiKey: region.apiKey })
  sfn = new SFNClient(region.sdk)
  s3 = new S3Client(region.sdk)
  events = new EventBridgeClient(region.sdk)
}, 60_000)
afterAll(async () => {
  for (const client of [sfn, s3, events]) client.destroy()
  await region.stop()
})

const executions = async (name: string) =>
  (await sfn.send(new ListExecutionsCommand({ stateMachineArn: arn(name) }))).executions ?? []

test('a file that is dropped into the inbox is archived, whatever its name', async () => {
  const Key = 'reports/2026 "ä" +&.txt'
  await s3.send(
    new PutObjectCommand({
      Bucket: `sfs3-dev-inbox-${account}-us-east-1`,
      Key,
      Body: 'hello',
      Metadata: { quality: '80' },
    }),
  )

  await eventually(async () => (await executions('archive')).some(({ status }) => status !== 'RUNNING'))

  const { items } = await facade.archiveRecords()
  expect(items).toMatchObject([{ Action: 'Archived', Quality: 80, Approval: false, Key }])
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: `sfs3-dev-archive-${account}-us-east-1`, Key }))
  expect(await Body?.transformToString()).toBe('hello')
}, 30_000)

test('the backup is a rule that can be looked at, and starts every five minutes', async () => {
  const { Rules } = await events.send(new ListRulesCommand({ NamePrefix: 'sfs3-dev-backup' }))
  expect(Rules).toMatchObject([{ Name: 'sfs3-dev-backup', ScheduleExpression: 'rate(5 minutes)', State: 'ENABLED' }])
  const { Targets } = await events.send(new ListTargetsByRuleCommand({ Rule: 'sfs3-dev-backup' }))
  expect(Targets).toMatchObject([{ Arn: arn('backup'), Input: '{}' }])
  const before = (await executions('backup')).length

  await region.skipTo(region.now().getTime() + 5 * minuteMs)
  expect(await executions('backup')).toHaveLength(before + 1)
  await region.skipTo(region.now().getTime() + 5 * minuteMs)
  expect(await executions('backup')).toHaveLength(before + 2)
}, 30_000)

test('how an execution ended is known without asking Step Functions', async () => {
  const job = await facade.startJob('2021-06-25T17:47:00Z', { waitSeconds: 20 })

  expect(job.status).toBe('SUCCEEDED')
}, 30_000)
