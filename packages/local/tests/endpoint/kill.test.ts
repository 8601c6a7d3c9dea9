import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { DeleteMessageBatchCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { expect, test } from '@jest/globals'
import { type Endpoint, startEndpoint } from '../../testing/aws-endpoint.ts'
import { resource } from '../../testing/template-resource.ts'

const queueArn = 'arn:aws:sqs:us-east-1:000000000000:drops'
const resources = [
  resource('AWS::S3::Bucket', 'inbox', {
    NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
  }),
  resource('AWS::SQS::Queue', 'drops', { VisibilityTimeout: 600 }),
  resource('AWS::SQS::QueuePolicy', 'let-in', {
    Queues: ['drops'],
    PolicyDocument: {
      Statement: {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: '*',
      },
    },
  }),
  resource('AWS::Events::Rule', 'drop', {
    EventPattern: { source: ['aws.s3'] },
    Targets: [{ Id: 'q', Arn: queueArn, InputPath: '$.detail.object.key' }],
  }),
  resource('AWS::SQS::Queue', 'orders'),
  resource('AWS::DynamoDB::Table', 'items', {
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'Id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'Id', KeyType: 'HASH' }],
  }),
]

async function startProcess(dataDir: string): Promise<{ child: ChildProcess; url: string }> {
  const script = new URL('../support/endpoint-process.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [script, dataDir, JSON.stringify(resources)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [url] = await once(createInterface({ input: child.stdout }), 'line')
  return { child, url: String(url) }
}

const clients = (endpoint: string) => {
  const credentials = { accessKeyId: 'developer', secretAccessKey: 'x' }
  const config = { endpoint, region: 'us-east-1', credentials, maxAttempts: 1 }
  return { s3: new S3Client(config), sqs: new SQSClient(config), dynamoDb: new DynamoDBClient(config) }
}

/** Sends one request after another until the endpoint is gone; returns the ids of those it had answered. */
async function untilDead(prefix: string, send: (id: string) => Promise<unknown>): Promise<string[]> {
  const answered: string[] = []
  for (let n = 0; ; n++) {
    const id = `${prefix}-${n}`
    const accepted = await send(id).then(
      () => true,
      () => false,
    )
    if (!accepted) return answered
    answered.push(id)
  }
}

async function allMessages(sqs: SQSClient, QueueUrl: string): Promise<string[]> {
  const bodies: string[] = []
  for (;;) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }))
    if (Messages.length === 0) return bodies
    bodies.push(...Messages.map(({ Body = '' }) => Body))
    const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }))
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }))
  }
}

const largeBody = (id: string) => Buffer.alloc(1_500_000, createHash('sha256').update(id).digest('hex'))

test('what was answered is still there after a kill -9, with its event, and what was not is whole or absent', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'sfs3-kill-'))
  const { child, url } = await startProcess(dataDir)
  const { s3, sqs, dynamoDb } = clients(url)
  const queue = (base: string, name: string) => `${base}/000000000000/${name}`
  const object = (Key: string, Body: string | Buffer) =>
    s3.send(new PutObjectCommand({ Bucket: 'inbox', Key, Body, IfNoneMatch: '*' }))

  const working = Promise.all([
    untilDead('small-a', (id) => object(id, id)),
    untilDead('small-b', (id) => object(id, id)),
    untilDead('large', (id) => object(id, largeBody(id))),
    untilDead('message', (id) => sqs.send(new SendMessageCommand({ QueueUrl: queue(url, 'orders'), MessageBody: id }))),
    untilDead('item', (id) => dynamoDb.send(new PutItemCommand({ TableName: 'items', Item: { Id: { S: id } } }))),
  ])
  await Promise.race([working, once(child, 'exit'), until(() => object('enough', 'x'), 40)])
  child.kill('SIGKILL')
  const [smallA = [], smallB = [], large = [], messages = [], items = []] = await working
  for (const answered of [smallA, smallB, large, messages, items]) expect(answered.length).toBeGreaterThan(0)

  const endpoint: Endpoint = await startEndpoint({ dataDir, resources })
  const after = clients(endpoint.url)
  await endpoint.events.idle()
  const get = async (Key: string) => {
    const { Body } = await after.s3.send(new GetObjectCommand({ Bucket: 'inbox', Key }))
    return Buffer.from((await Body?.transformToByteArray()) ?? [])
  }

  for (const id of [...smallA, ...smallB]) expect((await get(id)).toString()).toBe(id)
  for (const id of large) expect((await get(id)).equals(largeBody(id))).toBe(true)
  // The first that was not answered may have been written, but then whole.
  const cutOff = `large-${large.length}`
  const head = await after.s3.send(new HeadObjectCommand({ Bucket: 'inbox', Key: cutOff })).catch(() => undefined)
  if (head) expect((await get(cutOff)).equals(largeBody(cutOff))).toBe(true)

  const again = new PutObjectCommand({ Bucket: 'inbox', Key: smallA[0] ?? '', Body: 'y', IfNoneMatch: '*' })
  await expect(after.s3.send(again)).rejects.toMatchObject({ name: 'PreconditionFailed' })

  const told = new Set((await allMessages(after.sqs, queue(endpoint.url, 'drops'))).map((text) => JSON.parse(text)))
  expect([...smallA, ...smallB, ...large].filter((id) => !told.has(id))).toEqual([])
  const received = new Set(await allMessages(after.sqs, queue(endpoint.url, 'orders')))
  expect(messages.filter((id) => !received.has(id))).toEqual([])
  const { Items = [] } = await after.dynamoDb.send(new ScanCommand({ TableName: 'items' }))
  const kept = new Set(Items.map(({ Id }) => Id?.S))
  expect(items.filter((id) => !kept.has(id))).toEqual([])

  await endpoint.stop()
  rmSync(dataDir, { recursive: true, force: true })
}, 60_000)

/** Resolves after so many requests: by then others have had theirs. */
async function until(send: () => Promise<unknown>, times: number): Promise<void> {
  for (let n = 0; n < times; n++) await send().catch(() => {})
}
