import { DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import {
  CopyObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { Upload } from '@aws-sdk/lib-storage'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Service } from '../../endpoint/service.ts'
import { type Endpoint, startEndpoint } from '../../testing/aws-endpoint.ts'
import { resource, role } from '../../testing/template-resource.ts'

const allow = (
  Action: string | string[],
  Resource: string | string[],
  Condition?: Record<string, Record<string, string>>,
) => ({
  ...{ Effect: 'Allow', Action, Resource },
  ...(Condition && { Condition }),
})
const ok: Service = async () => ({ status: 200, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: '{}' })

let endpoint: Endpoint

beforeAll(async () => {
  endpoint = await startEndpoint({
    services: { states: ok, lambda: ok, events: ok },
    resources: [
      resource('AWS::S3::Bucket', 'data'),
      resource('AWS::S3::BucketPolicy', 'write-once', {
        Bucket: 'data',
        PolicyDocument: {
          Statement: [
            {
              ...{
                Sid: 'WriteOnce',
                Effect: 'Deny',
                Principal: '*',
                Action: 's3:PutObject',
                Resource: 'arn:aws:s3:::data/*',
              },
              Condition: { Null: { 's3:if-none-match': 'true' }, Bool: { 's3:ObjectCreationOperation': 'true' } },
            },
            {
              ...{
                Effect: 'Deny',
                Principal: '*',
                Action: 's3:*',
                Resource: ['arn:aws:s3:::data', 'arn:aws:s3:::data/*'],
              },
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            },
          ],
        },
      }),
      resource('AWS::S3::Bucket', 'plain'),
      resource('AWS::SQS::Queue', 'orders'),
      resource('AWS::DynamoDB::Table', 'jobs', {
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'Id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'Id', KeyType: 'HASH' }],
      }),
      role('nothing'),
      role(
        'step',
        allow('s3:GetObject', 'arn:aws:s3:::data/processes/*'),
        allow('s3:PutObject', 'arn:aws:s3:::data/processes/*/outputs/step.json'),
        allow('s3:ListBucket', 'arn:aws:s3:::data', { StringLikeIfExists: { 's3:prefix': 'processes/*' } }),
      ),
      role('blind', allow('s3:GetObject', 'arn:aws:s3:::data/*')),
      role('mover', allow(['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], 'arn:aws:s3:::plain/from/*')),
      role('starter', allow('states:StartExecution', 'arn:aws:states:us-east-1:000000000000:stateMachine:process')),
      role('writer', allow('dynamodb:PutItem', 'arn:aws:dynamodb:us-east-1:000000000000:table/jobs')),
      role('sender', allow('sqs:SendMessage', 'arn:aws:sqs:us-east-1:000000000000:orders')),
    ],
  })
})
afterAll(() => endpoint.stop())

const s3As = (roleName: string) => new S3Client(endpoint.configOf(roleName))
const put = (s3: S3Client, Key: string, more: object = { IfNoneMatch: '*' }) =>
  s3.send(new PutObjectCommand({ Bucket: 'data', Key, Body: 'x', ...more }))
const get = (s3: S3Client, Key: string) => s3.send(new GetObjectCommand({ Bucket: 'data', Key }))

describe('S3', () => {
  test('lets a role do what its policy says and nothing else, in the words of AWS', async () => {
    const step = s3As('step')
    await put(step, 'processes/1/outputs/step.json')

    await expect(put(step, 'processes/1/outputs/other.json')).rejects.toMatchObject({
      name: 'AccessDenied',
      message:
        'User: arn:aws:sts::000000000000:assumed-role/step/step is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::data/processes/1/outputs/other.json" because no identity-based policy allows the s3:PutObject action',
      $metadata: { httpStatusCode: 403 },
    })
    expect(await (await get(step, 'processes/1/outputs/step.json')).Body?.transformToString()).toBe('x')
  })

  test('applies the bucket policy to who may put: write once or not at all', async () => {
    await expect(put(s3As('step'), 'processes/2/outputs/step.json', {})).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringMatching(/with an explicit deny in a resource-based policy$/),
    })
  })

  test('lets a multipart upload through a policy that insists on write-once', async () => {
    const params = { Bucket: 'data', Key: 'processes/3/outputs/step.json', Body: Buffer.alloc(6_000_000) }
    await new Upload({ client: s3As('step'), params: { ...params, IfNoneMatch: '*' } }).done()

    await expect(new Upload({ client: s3As('step'), params }).done()).rejects.toMatchObject({ name: 'AccessDenied' })
  })

  test('tells only who may list that a key is missing', async () => {
    const missing = new HeadObjectCommand({ Bucket: 'data', Key: 'processes/9/input.json' })

    await expect(get(s3As('step'), 'processes/9/input.json')).rejects.toMatchObject({ name: 'NoSuchKey' })
    await expect(get(s3As('blind'), 'processes/9/input.json')).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('s3:ListBucket on resource: "arn:aws:s3:::data"'),
    })
    await expect(s3As('blind').send(missing)).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } })
  })

  test('lists where the prefix is allowed', async () => {
    const list = (Prefix: string) => s3As('step').send(new ListObjectsV2Command({ Bucket: 'data', Prefix }))

    expect((await list('processes/1/')).KeyCount).toBe(1)
    await expect(list('others/')).rejects.toMatchObject({ name: 'AccessDenied' })
  })

  test('asks for both ends of a copy, and for every key of a batch', async () => {
    const developer = new S3Client(endpoint.config)
    for (const Key of ['from/a', 'other/a'])
      await developer.send(new PutObjectCommand({ Bucket: 'plain', Key, Body: 'x' }))
    const copy = (CopySource: string, Key: string) =>
      s3As('mover').send(new CopyObjectCommand({ Bucket: 'plain', CopySource, Key }))

    await copy('plain/from/a', 'from/b')
    await expect(copy('plain/other/a', 'from/c')).rejects.toMatchObject({ name: 'AccessDenied' })
    await expect(copy('plain/from/a', 'to/c')).rejects.toMatchObject({ name: 'AccessDenied' })
    const Objects = [{ Key: 'from/a' }, { Key: 'other/a' }]
    const { Deleted, Errors } = await s3As('mover').send(
      new DeleteObjectsCommand({ Bucket: 'plain', Delete: { Objects } }),
    )
    expect(Deleted).toEqual([{ Key: 'from/a' }])
    expect(Errors).toMatchObject([{ Key: 'other/a', Code: 'AccessDenied' }])
  })

  test('has nothing to say to somebody without credentials', async () => {
    const response = await fetch(`${endpoint.url}/data/processes/1/outputs/step.json`)

    expect(response.status).toBe(403)
    expect(await response.text()).toContain('<Code>AccessDenied</Code><Message>Access Denied</Message>')
  })

  test('lets the developer do everything', async () => {
    await put(new S3Client(endpoint.config), 'anything', {})
  })
})

describe('every other service refuses in its own format', () => {
  const nobody = () => endpoint.configOf('nothing', 'fn')
  const user = 'User: arn:aws:sts::000000000000:assumed-role/nothing/fn is not authorized to perform:'

  test('Step Functions', async () => {
    const start = (roleName: string) =>
      new SFNClient(endpoint.configOf(roleName, 'fn')).send(
        new StartExecutionCommand({ stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:process' }),
      )

    await start('starter')
    await expect(start('nothing')).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: `${user} states:StartExecution on resource: arn:aws:states:us-east-1:000000000000:stateMachine:process because no identity-based policy allows the states:StartExecution action`,
      $metadata: { httpStatusCode: 400 },
    })
  })

  test('DynamoDB, whose indexes are resources of their own', async () => {
    const put = new PutItemCommand({ TableName: 'jobs', Item: { Id: { S: '1' } } })
    const query = new QueryCommand({ TableName: 'jobs', IndexName: 'byTime' })

    await new DynamoDBClient(endpoint.configOf('writer')).send(put)
    await expect(new DynamoDBClient(nobody()).send(query)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(
        'dynamodb:Query on resource: arn:aws:dynamodb:us-east-1:000000000000:table/jobs/index/byTime because',
      ),
    })
  })

  test('SQS, which writes the action in lower case', async () => {
    const QueueUrl = `${endpoint.url}/000000000000/orders`
    const send = new SendMessageCommand({ QueueUrl, MessageBody: 'x' })
    const batch = new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: '1', MessageBody: 'x' }] })

    await new SQSClient(endpoint.configOf('sender')).send(batch)
    await expect(new SQSClient(nobody()).send(send)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: `${user} sqs:sendmessage on resource: arn:aws:sqs:us-east-1:000000000000:orders because no identity-based policy allows the sqs:sendmessage action`,
    })
  })

  test('Lambda', async () => {
    const invoke = new LambdaClient(nobody()).send(new InvokeCommand({ FunctionName: 'f' }))

    await expect(invoke).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(
        'lambda:InvokeFunction on resource: arn:aws:lambda:us-east-1:000000000000:function:f',
      ),
      $metadata: { httpStatusCode: 403 },
    })
  })

  test('SNS', async () => {
    const TopicArn = 'arn:aws:sns:us-east-1:000000000000:alarms'
    const publish = new SNSClient(nobody()).send(new PublishCommand({ TopicArn, Message: 'x' }))

    await expect(publish).rejects.toMatchObject({
      name: 'AuthorizationErrorException',
      message: expect.stringContaining(`SNS:Publish on resource: ${TopicArn}`),
    })
  })

  test('EventBridge', async () => {
    const Entries = [{ Source: 'a', DetailType: 'b', Detail: '{}' }]
    const put = new EventBridgeClient(nobody()).send(new PutEventsCommand({ Entries }))

    await expect(put).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(
        'events:PutEvents on resource: arn:aws:events:us-east-1:000000000000:event-bus/default because',
      ),
    })
  })
})

test('callers inside the region are asked the same', () => {
  const starter = {
    type: 'role',
    roleName: 'starter',
    roleArn: 'arn:aws:iam::000000000000:role/starter',
    sessionName: 'e',
  } as const
  const machine = 'arn:aws:states:us-east-1:000000000000:stateMachine:process'

  expect(() => endpoint.iam.authorise(starter, 'states:StartExecution', machine)).not.toThrow()
  expect(() => endpoint.iam.authorise(starter, 'lambda:InvokeFunction', 'arn:f')).toThrow(
    'User: arn:aws:sts::000000000000:assumed-role/starter/e is not authorized to perform: lambda:InvokeFunction on resource: arn:f because no identity-based policy allows the lambda:InvokeFunction action',
  )
})

test('grants that no request needed are known', () => {
  const unused = endpoint.iam.usage().filter(({ requests }) => requests === 0)

  expect(unused.map(({ owner, index, action, resource }) => [owner, index, action, resource])).toEqual([
    // Nobody came without TLS.
    ['arn:aws:s3:::data', 1, 's3:*', 'arn:aws:s3:::data'],
    ['arn:aws:s3:::data', 1, 's3:*', 'arn:aws:s3:::data/*'],
  ])
})

test('a changed template changes what is allowed at once', async () => {
  endpoint.iam.replace([role('nothing', allow('s3:GetObject', 'arn:aws:s3:::data/*'))])

  await get(s3As('nothing'), 'processes/1/outputs/step.json')
})
