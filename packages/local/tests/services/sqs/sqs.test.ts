import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  ListQueuesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Endpoint, startEndpoint } from '../../../testing/aws-endpoint.ts'
import { resource } from '../../../testing/template-resource.ts'

const arn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`

let endpoint: Endpoint
let sqs: SQSClient
const url = (name: string) => `${endpoint.url}/000000000000/${name}`

beforeAll(async () => {
  endpoint = await startEndpoint({
    resources: [
      resource('AWS::SQS::Queue', 'plain'),
      resource('AWS::SQS::Queue', 'orders-dead.fifo', { FifoQueue: true }),
      resource('AWS::SQS::Queue', 'orders.fifo', {
        FifoQueue: true,
        ContentBasedDeduplication: true,
        VisibilityTimeout: 60,
        RedrivePolicy: { deadLetterTargetArn: arn('orders-dead.fifo'), maxReceiveCount: 2 },
      }),
    ],
  })
  sqs = new SQSClient(endpoint.config)
})
afterAll(() => endpoint.stop())

const send = (queue: string, MessageBody: string, more: object = {}) =>
  sqs.send(new SendMessageCommand({ QueueUrl: url(queue), MessageBody, ...more }))
const receive = async (queue: string, more: object = {}): Promise<Message[]> =>
  (await sqs.send(new ReceiveMessageCommand({ QueueUrl: url(queue), MaxNumberOfMessages: 10, ...more }))).Messages ?? []
const finish = (queue: string, { ReceiptHandle }: Message) =>
  sqs.send(new DeleteMessageCommand({ QueueUrl: url(queue), ReceiptHandle }))
const show = (queue: string, { ReceiptHandle }: Message) =>
  sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl: url(queue), ReceiptHandle, VisibilityTimeout: 0 }))
const bodies = (messages: Message[]) => messages.map(({ Body }) => Body)

test('queue URLs carry the host that the client uses', async () => {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'plain' }))
  const { QueueUrls } = await sqs.send(new ListQueuesCommand({}))

  expect(QueueUrl).toBe(url('plain'))
  expect(QueueUrls).toEqual([url('orders-dead.fifo'), url('orders.fifo'), url('plain')])
})

test('a message is received once until its visibility ends, and gone when deleted', async () => {
  await send('plain', 'grüße 😀')

  const [message] = await receive('plain')
  expect(message?.Body).toBe('grüße 😀')
  expect(await receive('plain')).toEqual([])

  await show('plain', message as Message)
  const [again] = await receive('plain', { MessageSystemAttributeNames: ['All'] })
  expect(again?.Attributes?.ApproximateReceiveCount).toBe('2')
  await finish('plain', again as Message)
  expect(await receive('plain')).toEqual([])
})

test('message attributes come only when they are asked for', async () => {
  await send('plain', 'x', { MessageAttributes: { kind: { DataType: 'String', StringValue: 'order' } } })

  const [silent] = await receive('plain', { VisibilityTimeout: 0 })
  const [told] = await receive('plain', { MessageAttributeNames: ['All'] })
  expect(silent?.MessageAttributes).toBeUndefined()
  expect(told?.MessageAttributes).toMatchObject({ kind: { StringValue: 'order' } })
  await finish('plain', told as Message)
})

test('a long poll ends when a message arrives', async () => {
  const waiting = receive('plain', { WaitTimeSeconds: 20 })
  await send('plain', 'at last')

  const [message] = await waiting
  expect(message?.Body).toBe('at last')
  await finish('plain', message as Message)
})

test('a FIFO group gives its next message when the one before is done; groups do not block each other', async () => {
  await send('orders.fifo', 'a1', { MessageGroupId: 'a' })
  await send('orders.fifo', 'a2', { MessageGroupId: 'a' })
  await send('orders.fifo', 'b1', { MessageGroupId: 'b' })

  const [a1, b1] = await receive('orders.fifo')
  expect([a1?.Body, b1?.Body]).toEqual(['a1', 'b1'])
  expect(await receive('orders.fifo')).toEqual([])

  await finish('orders.fifo', a1 as Message)
  const [a2] = await receive('orders.fifo')
  expect(a2?.Body).toBe('a2')
  await finish('orders.fifo', a2 as Message)
  await finish('orders.fifo', b1 as Message)
})

test('a FIFO queue takes the same message once', async () => {
  const first = await send('orders.fifo', 'same', { MessageGroupId: 'c' })
  const second = await send('orders.fifo', 'same', { MessageGroupId: 'c' })

  expect(second.MessageId).toBe(first.MessageId)
  const received = await receive('orders.fifo')
  expect(bodies(received)).toEqual(['same'])
  await finish('orders.fifo', received[0] as Message)
})

test('what was received too often goes to the dead-letter queue', async () => {
  await send('orders.fifo', 'poison', { MessageGroupId: 'd' })
  for (let attempt = 1; attempt <= 2; attempt++) {
    const [message] = await receive('orders.fifo')
    await show('orders.fifo', message as Message)
  }

  expect(await receive('orders.fifo')).toEqual([])
  const dead = await receive('orders-dead.fifo')
  expect(bodies(dead)).toEqual(['poison'])
  await finish('orders-dead.fifo', dead[0] as Message)
})

test('errors have the names that the SDK knows', async () => {
  await expect(receive('nowhere')).rejects.toMatchObject({ name: 'QueueDoesNotExist' })
  await expect(send('orders.fifo', 'x')).rejects.toMatchObject({ name: 'MissingParameter' })
})

test('a receipt handle that is none, or came too late, is refused; deleting twice is not', async () => {
  await send('orders.fifo', 'late', { MessageGroupId: 'l' })
  const [message] = await receive('orders.fifo')
  await show('orders.fifo', message as Message)

  await expect(finish('orders.fifo', message as Message)).rejects.toMatchObject({
    name: 'InvalidParameterValue',
    message: expect.stringMatching(/The receipt handle has expired\.$/),
  })
  await expect(finish('orders.fifo', { ReceiptHandle: 'none' })).rejects.toMatchObject({
    name: 'ReceiptHandleIsInvalid',
  })
  const [again] = await receive('orders.fifo')
  await finish('orders.fifo', again as Message)
  await finish('orders.fifo', again as Message)
})

test('what is not there says so', async () => {
  const QueueUrl = url('plain')
  await expect(sqs.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl }))).rejects.toMatchObject({
    name: 'NotImplemented',
  })
})

test('messages, receipts and attributes survive a restart on another port', async () => {
  await send('plain', 'kept')
  await send('orders.fifo', 'seen', { MessageGroupId: 'e' })
  const [received] = await receive('orders.fifo')

  endpoint = await endpoint.restart()
  sqs = new SQSClient(endpoint.config)

  expect(bodies(await receive('plain'))).toEqual(['kept'])
  expect(await receive('orders.fifo')).toEqual([])
  await finish('orders.fifo', received as Message)
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url('orders.fifo'), AttributeNames: ['All'] }),
  )
  expect(Attributes).toMatchObject({ ApproximateNumberOfMessagesNotVisible: '0', VisibilityTimeout: '60' })
})

test('a changed template changes attributes and keeps messages', async () => {
  await send('plain', 'stays')
  await endpoint.deploy([resource('AWS::SQS::Queue', 'plain', { VisibilityTimeout: 5 })])

  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url('plain'), AttributeNames: ['All'] }),
  )
  expect(Attributes).toMatchObject({ VisibilityTimeout: '5', QueueArn: arn('plain') })
  expect(bodies(await receive('plain'))).toContain('stays')
})

test('creating a queue gives its URL on this host', async () => {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'made' }))

  expect(QueueUrl).toBe(url('made'))
})

test('the older query protocol works too', async () => {
  const call = async (form: Record<string, string>, path = '/') => {
    const response = await fetch(`${endpoint.url}${path}`, {
      method: 'POST',
      headers: { authorization: 'AWS4-HMAC-SHA256 Credential=me/20260101/us-east-1/sqs/aws4_request, Signature=x' },
      body: new URLSearchParams({ Version: '2012-11-05', ...form }),
    })
    return { status: response.status, body: await response.text() }
  }

  const path = '/000000000000/made'
  const sent = await call({ Action: 'SendMessage', MessageBody: '<old>' }, path)
  expect(sent.body).toMatch(/^<SendMessageResponse .*<MessageId>[0-9a-f-]{36}<\/MessageId>/)
  const received = await call({ Action: 'ReceiveMessage', 'AttributeName.1': 'All' }, path)
  expect(received.body).toContain('<Body>&lt;old&gt;</Body>')
  expect(received.body).toContain('<Attribute><Name>ApproximateReceiveCount</Name><Value>1</Value></Attribute>')
  const refused = await call({ Action: 'GetQueueUrl', QueueName: 'nowhere' })
  expect(refused).toMatchObject({ status: 400 })
  expect(refused.body).toContain('<Code>AWS.SimpleQueueService.NonExistentQueue</Code>')
})
