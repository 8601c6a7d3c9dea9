import { CopyObjectCommand, DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { PublishBatchCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import type { JsonObject } from '@sfs3/asl'
import type { AwsRequest } from '../../../endpoint/service.ts'
import { type Endpoint, startEndpoint } from '../../../testing/aws-endpoint.ts'
import { eventually } from '../../../testing/eventually.ts'
import { resource } from '../../../testing/template-resource.ts'

const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:worker'
const topicArn = 'arn:aws:sns:us-east-1:000000000000:news'
const queueArn = 'arn:aws:sqs:us-east-1:000000000000:inbox'

const letIn = (Principal: string, name: string) =>
  resource('AWS::Lambda::Permission', name, { Action: 'lambda:InvokeFunction', FunctionName: functionArn, Principal })
const subscription = (name: string, more: JsonObject) =>
  resource('AWS::SNS::Subscription', name, { TopicArn: topicArn, Protocol: 'lambda', Endpoint: functionArn, ...more })

let endpoint: Endpoint
let lines: string[] = []
let invocations: { request: AwsRequest; event: { Records: JsonObject[] } }[] = []

beforeAll(async () => {
  endpoint = await startEndpoint({
    resources: [
      letIn('s3.amazonaws.com', 'FromS3'),
      letIn('sns.amazonaws.com', 'FromSns'),
      resource('AWS::SQS::Queue', 'inbox'),
      resource('AWS::SQS::QueuePolicy', 'InboxPolicy', {
        Queues: ['http://127.0.0.1/000000000000/inbox'],
        PolicyDocument: {
          Statement: {
            ...{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' },
            Principal: { Service: 's3.amazonaws.com' },
          },
        },
      }),
      resource('AWS::SNS::Topic', 'news'),
      subscription('all', {}),
      resource('AWS::S3::Bucket', 'pictures', {
        NotificationConfiguration: {
          LambdaConfigurations: [
            {
              Event: 's3:ObjectCreated:*',
              Function: functionArn,
              Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'in/' }] } },
            },
            { Event: 's3:ObjectRemoved:Delete', Function: functionArn },
          ],
          QueueConfigurations: [{ Event: 's3:ObjectCreated:Put', Queue: queueArn }],
        },
      }),
      resource('AWS::S3::Bucket', 'forbidden', {
        NotificationConfiguration: {
          LambdaConfigurations: [{ Event: 's3:ObjectCreated:*', Function: functionArn.replace('worker', 'closed') }],
        },
      }),
    ],
    services: {
      lambda: async (request) => {
        invocations.push({ request, event: JSON.parse(String(request.body)) })
        return { status: 202, headers: {}, body: '' }
      },
    },
    log: (line) => lines.push(line),
  })
})
afterAll(() => endpoint.stop())
beforeEach(() => {
  invocations = []
  lines = []
})

const records = (count: number) =>
  eventually(async () => (invocations.length >= count ? invocations.map(({ event }) => event.Records[0]) : undefined))

test('a bucket tells a function what came and what went, of the keys that it wants', async () => {
  const s3 = new S3Client({ ...endpoint.config, forcePathStyle: true })
  await s3.send(new PutObjectCommand({ Bucket: 'pictures', Key: 'out/a', Body: 'a' }))
  await s3.send(new PutObjectCommand({ Bucket: 'pictures', Key: 'in/a b+.png', Body: 'abc' }))
  await s3.send(new CopyObjectCommand({ Bucket: 'pictures', Key: 'in/copy', CopySource: 'pictures/out/a' }))
  await s3.send(new DeleteObjectCommand({ Bucket: 'pictures', Key: 'out/a' }))

  const told = (await records(3)) as { eventName: string; s3: { object: { key: string } } }[]
  expect(told.map(({ eventName, s3 }) => [eventName, s3.object.key])).toEqual([
    ['ObjectCreated:Put', 'in/a+b%2B.png'],
    ['ObjectCreated:Copy', 'in/copy'],
    ['ObjectRemoved:Delete', 'out/a'],
  ])
  expect(told[0]).toMatchObject({
    ...{ eventVersion: '2.1', eventSource: 'aws:s3', awsRegion: 'us-east-1' },
    s3: {
      bucket: { name: 'pictures', arn: 'arn:aws:s3:::pictures' },
      object: { size: 3, eTag: '900150983cd24fb0d6963f7d28e17f72', sequencer: expect.any(String) },
    },
  })
  expect(invocations[0]?.request.headers['x-amz-invocation-type']).toBe('Event')
})

test('a bucket tells a queue', async () => {
  const sqs = new SQSClient(endpoint.config)
  const receive = new ReceiveMessageCommand({ QueueUrl: `${endpoint.url}/000000000000/inbox`, MaxNumberOfMessages: 10 })
  const bodies = (await sqs.send(receive)).Messages?.map(({ Body = '' }) => JSON.parse(Body).Records[0].s3.object.key)
  expect(bodies).toEqual(['out/a', 'in/a+b%2B.png'])
})

test('a function whose policy does not let the bucket in gets nothing, and that is said', async () => {
  const s3 = new S3Client({ ...endpoint.config, forcePathStyle: true })
  await s3.send(new PutObjectCommand({ Bucket: 'forbidden', Key: 'a', Body: 'a' }))
  await eventually(async () => lines[0])
  expect(lines).toEqual([
    expect.stringMatching(/^an event of arn:aws:s3:::forbidden for .*:closed is lost: .*is not authorized to perform/),
  ])
  expect(invocations).toEqual([])
})

test('a topic gives a function each message', async () => {
  const sns = new SNSClient(endpoint.config)
  const attributes = { kind: { DataType: 'String', StringValue: 'big' } }
  const message = { Message: 'hello', Subject: 'News', MessageAttributes: attributes }
  const { MessageId } = await sns.send(new PublishCommand({ TopicArn: topicArn, ...message }))

  expect(await records(1)).toEqual([
    {
      EventSource: 'aws:sns',
      EventVersion: '1.0',
      EventSubscriptionArn: expect.stringMatching(/^arn:aws:sns:us-east-1:000000000000:news:/),
      Sns: expect.objectContaining({
        ...{ Type: 'Notification', MessageId, TopicArn: topicArn, Subject: 'News', Message: 'hello' },
        MessageAttributes: { kind: { Type: 'String', Value: 'big' } },
      }),
    },
  ])
})

test('a topic gives a function those of a batch that its filter policy wants', async () => {
  const more = { FilterPolicy: { kind: ['big'] } }
  await endpoint.deploy([letIn('sns.amazonaws.com', 'FromSns'), subscription('all', more)])
  const sns = new SNSClient(endpoint.config)
  const entry = (Id: string, kind: string) => ({
    ...{ Id, Message: `${kind} ${Id}` },
    MessageAttributes: { kind: { DataType: 'String', StringValue: kind } },
  })
  const PublishBatchRequestEntries = [entry('1', 'small'), entry('2', 'big')]
  await sns.send(new PublishBatchCommand({ TopicArn: topicArn, PublishBatchRequestEntries }))

  expect((await records(1)).map((record) => (record?.Sns as JsonObject | undefined)?.Message)).toEqual(['big 2'])
})
