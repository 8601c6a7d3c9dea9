import { DisableRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { SendTaskSuccessCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Client, createClient } from '@sfs3/client'
import { eventually } from '@sfs3/local/testing'
import { executionEnd } from '../support/execution-end.ts'
import { startTestRegion, type TestRegion } from '../support/region.ts'

const account = '000000000000'
const hourMs = 60 * 60 * 1000
let region: TestRegion
let facade: Client
let sfn: SFNClient
let sqs: SQSClient
let s3: S3Client
beforeAll(async () => {
  region = await startTestRegion({ time: 'virtual', companions: true })
  facade = createClient({ url: region.apiUrl, apiKey: region.apiKey })
  sfn = new SFNClient(region.sdk)
  sqs = new SQSClient(region.sdk)
  s3 = new S3Client(region.sdk)
  // A dropped file is archived without being asked; here it waits until a test asks.
  await new EventBridgeClient(region.sdk).send(new DisableRuleCommand({ Name: 'sfs3-dev-inbox-drop' }))
}, 60_000)
afterAll(async () => {
  for (const client of [sfn, sqs, s3]) client.destroy()
  await region.stop()
})

const end = (executionArn: string) => executionEnd(sfn, executionArn)
const machine = (name: string) => `arn:aws:states:us-east-1:${account}:stateMachine:sfs3-dev-${name}`
const start = async (name: string, input: object) => {
  const command = new StartExecutionCommand({ stateMachineArn: machine(name), input: JSON.stringify(input) })
  return (await sfn.send(command)).executionArn ?? ''
}

type Pending = { token: string; ReceiptHandle: string; order: { orderId: string } }
const sample = async (path: string, body?: unknown) => {
  const post = { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
  const response = await fetch(region.companions.sample + path, body === undefined ? {} : post)
  return { status: response.status, body: JSON.parse(await response.text()) }
}
const placeOrder = async () => {
  const { status, body } = await sample('/order', { title: 'A book' })
  expect(status).toBe(202)
  const pending = await eventually(async () => {
    const { Messages } = (await sample('/pending')).body as { Messages: Pending[] }
    return Messages.find(({ order }) => order.orderId === body.orderId)
  })
  return { executionId: body.executionId as string, pending }
}
const answer = ({ token, ReceiptHandle: receiptHandle }: Pending, more = {}) =>
  sample('/approval', { token, receiptHandle, ...more })

const file = async (bucket: string, Key: string) => {
  try {
    const { Body, StorageClass } = await s3.send(
      new GetObjectCommand({ Bucket: `sfs3-dev-${bucket}-${account}-us-east-1`, Key }),
    )
    return { body: await Body?.transformToString(), storageClass: StorageClass }
  } catch {
    return undefined
  }
}
const drop = (Key: string, Metadata: Record<string, string> = {}) =>
  s3.send(new PutObjectCommand({ Bucket: `sfs3-dev-inbox-${account}-us-east-1`, Key, Body: Key, Metadata }))

test('process: runs through all its steps and starts downstream', async () => {
  const { transactionId, executionId } = await facade.startProcess({ orderNumber: 42 })

  expect((await end(executionId)).status).toBe('SUCCEEDED')
  expect((await end(`${executionId.replace('-process:', '-downstream:')}-downstream`)).status).toBe('SUCCEEDED')
  expect(await facade.processData(transactionId)).toEqual({
    processInput: { orderNumber: 42 },
    'step-a-output': expect.objectContaining({ status: 'OK' }),
    'step-b-output': expect.objectContaining({ property1: 'p1' }),
    'step-c-output': { property3: expect.any(String) },
    'step-d-output': { property4: expect.any(String) },
    'step-e-output': { property5: expect.any(String) },
    'step-f-output': { downstreamExecutionArn: expect.stringContaining(`${transactionId}-downstream`) },
  })
}, 30_000)

test('approval: an order is approved on the page', async () => {
  const page = await fetch(`${region.companions.sample}/`)
  expect(await page.text()).toContain('<title>Orders</title>')

  const { executionId, pending } = await placeOrder()
  expect(await answer(pending)).toEqual({ status: 200, body: { approved: true } })

  expect(await end(executionId)).toMatchObject({ status: 'SUCCEEDED' })
  expect((await sample('/pending')).body).toEqual({ Messages: [] })
}, 30_000)

test('approval: an order is rejected, its comment is the cause, and a second answer comes too late', async () => {
  const { executionId, pending } = await placeOrder()

  expect((await answer(pending, { approved: false, comment: 'too dear' })).status).toBe(200)
  expect((await answer(pending)).status).toBe(409)

  expect(await end(executionId)).toMatchObject({ status: 'FAILED', error: 'OrderRejected', cause: 'too dear' })
}, 30_000)

test('approval: of two answers at once exactly one counts', async () => {
  const { executionId, pending } = await placeOrder()

  const [yes, no] = await Promise.all([answer(pending), answer(pending, { approved: false })])

  expect([yes.status, no.status].sort()).toEqual([200, 409])
  expect((await end(executionId)).status).toBe(yes.status === 200 ? 'SUCCEEDED' : 'FAILED')
}, 30_000)

test('approval: what cannot be delivered fails with the name of the error', async () => {
  const { executionId } = await facade.placeOrder({ title: 'A book', quantity: 5000 })

  expect(await end(executionId)).toMatchObject({ status: 'FAILED', error: 'OrderNotDeliverable' })
}, 30_000)

test('backup: succeeds after three seconds, or fails', async () => {
  const good = await start('backup', { IsBackupSuccessful: true })
  expect((await region.ended(good)).status).toBe('SUCCEEDED')

  const bad = await start('backup', { IsBackupSuccessful: false })
  expect(await end(bad)).toMatchObject({ status: 'FAILED', error: 'Backup Failed' })
}, 30_000)

test('waitable: a job is STARTED until its time, then COMPLETED', async () => {
  const StartActionAt = new Date(region.now().getTime() + hourMs).toISOString()
  const { jobId, executionId } = await facade.startJob(StartActionAt)

  const started = await eventually(async () => {
    const { items } = await facade.jobStatus({}).catch(() => ({ items: [] }))
    return items.find(({ Id }) => Id === jobId)
  })
  expect(started).toMatchObject({ StartActionAt, ProcessStatus: 'STARTED' })

  expect((await region.ended(executionId)).status).toBe('SUCCEEDED')
  expect((await facade.jobStatus({ id: jobId })).items).toMatchObject([{ Id: jobId, ProcessStatus: 'COMPLETED' }])
}, 30_000)

test('archive: a file is moved and recorded, also in express mode', async () => {
  await drop('a good file.txt')
  const { executionId } = await facade.startArchive({ key: 'a good file.txt' })
  expect((await end(executionId)).status).toBe('SUCCEEDED')
  expect(await file('archive', 'a good file.txt')).toEqual({ body: 'a good file.txt', storageClass: 'GLACIER_IR' })
  expect(await file('inbox', 'a good file.txt')).toBeUndefined()

  await region.skipTo(region.now().getTime() + 1000)
  await drop('a bad file.txt', { quality: '35' })
  const record = await facade.archiveNow({ key: 'a bad file.txt' })
  expect(record).toMatchObject({ Action: 'Quality_Fail', Quality: 35, Key: 'a bad file.txt' })
  expect(await file('quarantine', 'a bad file.txt')).toBeDefined()

  const { items } = await facade.archiveRecords()
  expect(items[0]).toEqual(record)
  expect(items[1]).toMatchObject({ Action: 'Archived', Key: 'a good file.txt' })
}, 30_000)

test('archive: what a person answers is acted on', async () => {
  await drop('asked.txt')
  const { executionId } = await facade.startArchive({ key: 'asked.txt', approval_needed: true })
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'sfs3-dev-archive-approvals' }))
  const [message] = await eventually(async () => (await sqs.send(new ReceiveMessageCommand({ QueueUrl }))).Messages)
  const { TaskToken } = JSON.parse(message?.Body ?? '')

  await sfn.send(new SendTaskSuccessCommand({ taskToken: TaskToken, output: '{"approved":false}' }))

  expect(JSON.parse((await end(executionId)).output ?? '')).toMatchObject({ Action: 'Rejected', Approval: true })
  expect(await file('quarantine', 'asked.txt')).toBeDefined()
}, 30_000)

test('without the API key, API Gateway says so itself', async () => {
  const response = await fetch(`${region.apiUrl}/start-process`, { method: 'POST' })

  expect({ status: response.status, body: await response.text() }).toEqual({
    status: 403,
    body: '{"type":"urn:sfs3:problem:forbidden","status":403,"title":"Forbidden","detail":"Send a valid API key in the header x-api-key.","message":"Forbidden"}',
  })
})
