import {
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge'
import { CopyObjectCommand, DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterEach, describe, expect, test } from '@jest/globals'
import type { JsonObject } from '@sfs3/asl'
import type { AwsRequest, AwsResponse } from '../../../endpoint/service.ts'
import { type Endpoint, type EndpointOptions, startEndpoint } from '../../../testing/aws-endpoint.ts'
import { type FakeClock, fakeClock } from '../../../testing/fake-clock.ts'
import { resource, role } from '../../../testing/template-resource.ts'

const machine = 'arn:aws:states:us-east-1:000000000000:stateMachine:backup'
const roleArn = 'arn:aws:iam::000000000000:role/starter'
const starter = role('starter', { Effect: 'Allow', Action: 'states:StartExecution', Resource: machine })
const machineTarget = { Id: 'm', Arn: machine, RoleArn: roleArn }
const queueArn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`
const rule = (name: string, properties: JsonObject) => resource('AWS::Events::Rule', name, properties)
const letIn = (...queues: string[]) =>
  resource('AWS::SQS::QueuePolicy', 'let-in', {
    Queues: queues,
    PolicyDocument: {
      Statement: {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: '*',
      },
    },
  })

type Started = { name: string; input: JsonObject }
const json = (status: number, body: object): AwsResponse => ({
  ...{ status, headers: { 'content-type': 'application/x-amz-json-1.0' } },
  body: JSON.stringify(body),
})

let endpoint: Endpoint
let clock: FakeClock
let started: Started[]
let answers: AwsResponse[]
let logged: string[]

/** An endpoint whose Step Functions only writes down what it is asked to start, and answers what the test wants. */
async function start(options: Partial<EndpointOptions>): Promise<void> {
  clock = fakeClock()
  started = []
  answers = []
  logged = []
  const states = async ({ body }: AwsRequest) => {
    const refusal = answers.shift()
    if (refusal) return refusal
    const { name, input } = JSON.parse(String(body))
    started.push({ name, input: JSON.parse(input) })
    return json(200, { executionArn: 'arn', startDate: 0 })
  }
  endpoint = await startEndpoint({ clock, services: { states }, log: (line) => logged.push(line), ...options })
}
afterEach(() => endpoint.stop())

const client = () => new EventBridgeClient(endpoint.config)
const settled = () => endpoint.events.idle()
/** Lets S3's notices through, which are told after its answer. */
const s3Settled = async () => {
  endpoint.events.acceptNotices(endpoint.s3.store)
  await settled()
}
const send = (Detail: JsonObject, Source = 'shop', DetailType = 'order') =>
  client().send(new PutEventsCommand({ Entries: [{ Source, DetailType, Detail: JSON.stringify(Detail) }] }))
const messages = async (name: string): Promise<JsonObject[]> => {
  const response = await endpoint.send('sqs', {
    ...{ method: 'POST', url: '/', caller: { type: 'developer' } },
    headers: { 'x-amz-target': 'AmazonSQS.ReceiveMessage', 'content-type': 'application/x-amz-json-1.0' },
    body: Buffer.from(
      JSON.stringify({
        ...{ QueueUrl: `http://h/000000000000/${name}`, MaxNumberOfMessages: 10 },
        MessageAttributeNames: ['All'],
      }),
    ),
  })
  return JSON.parse(String(response.body)).Messages ?? []
}

describe('a rule with a pattern', () => {
  test('starts its state machine for what fits, in the name of its role', async () => {
    const EventPattern = { source: ['shop'], detail: { total: [{ numeric: ['>', 10] }] } }
    await start({
      resources: [starter, rule('r', { EventPattern, Targets: [{ ...machineTarget, InputPath: '$.detail' }] })],
    })

    const { Entries } = await send({ total: 11 })
    await send({ total: 9 })
    await settled()

    expect(started).toEqual([{ name: expect.stringContaining(`${Entries?.[0]?.EventId}_`), input: { total: 11 } }])
  })

  test('gives SQS, SNS and Lambda the event when their policies let EventBridge in', async () => {
    const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:f'
    const topicArn = 'arn:aws:sns:us-east-1:000000000000:topic'
    const invoked: string[] = []
    const Targets = [
      { Id: 'q', Arn: queueArn('in.fifo'), SqsParameters: { MessageGroupId: 'g' } },
      { Id: 'l', Arn: functionArn },
      { Id: 't', Arn: topicArn },
    ]
    await start({
      services: {
        lambda: async ({ url, headers, body }) => {
          invoked.push(
            `${decodeURIComponent(url)} ${headers['x-amz-invocation-type']} ${JSON.parse(String(body)).detail.a}`,
          )
          return { status: 202, headers: {}, body: '' }
        },
      },
      resources: [
        resource('AWS::SQS::Queue', 'in.fifo', { FifoQueue: true, ContentBasedDeduplication: true }),
        resource('AWS::SQS::Queue', 'from-topic'),
        letIn('in.fifo'),
        resource('AWS::SNS::Topic', 'topic', { Subscription: [{ Protocol: 'sqs', Endpoint: queueArn('from-topic') }] }),
        resource('AWS::SNS::TopicPolicy', 'tp', {
          Topics: [topicArn],
          PolicyDocument: {
            Statement: {
              Effect: 'Allow',
              Principal: { Service: 'events.amazonaws.com' },
              Action: 'sns:Publish',
              Resource: '*',
            },
          },
        }),
        resource('AWS::Lambda::Permission', 'p', {
          ...{ FunctionName: functionArn, Action: 'lambda:InvokeFunction', Principal: 'events.amazonaws.com' },
          SourceArn: 'arn:aws:events:us-east-1:000000000000:rule/r',
        }),
        rule('r', { EventPattern: { source: ['shop'] }, Targets }),
      ],
    })

    await send({ a: 1 })
    await settled()

    expect((await messages('in.fifo')).map(({ Body }) => JSON.parse(String(Body)).detail)).toEqual([{ a: 1 }])
    expect(invoked).toEqual([`/2015-03-31/functions/${functionArn}/invocations Event 1`])
    const [published] = await messages('from-topic')
    expect(JSON.parse(JSON.parse(String(published?.Body)).Message).detail).toEqual({ a: 1 })
  })

  test('whose target does not let EventBridge in loses the event, and says so', async () => {
    const Targets = [{ Id: 'q', Arn: queueArn('closed') }]
    const resources = [
      resource('AWS::SQS::Queue', 'closed'),
      rule('r', { EventPattern: { source: ['shop'] }, Targets }),
    ]
    await start({ resources })

    await send({})
    await settled()

    expect(await messages('closed')).toEqual([])
    expect(logged).toEqual([
      `event "order" for ${queueArn('closed')} of rule r is lost: NO_PERMISSIONS User: events.amazonaws.com is not authorized to perform: sqs:sendmessage on resource: ${queueArn('closed')} because no resource-based policy allows the sqs:sendmessage action`,
    ])
  })
})

describe('a delivery that fails', () => {
  const DeadLetterConfig = { Arn: queueArn('dead') }
  const withTarget = (target: JsonObject) => [
    starter,
    resource('AWS::SQS::Queue', 'dead'),
    letIn('dead'),
    rule('r', { EventPattern: { source: ['shop'] }, Targets: [{ ...machineTarget, DeadLetterConfig, ...target }] }),
  ]
  const throttled = json(400, { __type: 'ThrottlingException', message: 'Rate exceeded' })

  test('is tried again, later and later, until it succeeds', async () => {
    await start({ resources: withTarget({}) })
    answers = [throttled, json(500, { __type: 'InternalServerException' }), throttled]

    await send({ n: 1 })
    await settled()
    for (const waitMs of [1000, 2000, 4000]) {
      expect(started).toEqual([])
      clock.advance(waitMs)
      await settled()
    }

    expect(started).toMatchObject([{ input: { detail: { n: 1 } } }])
    expect(await messages('dead')).toEqual([])
  })

  test('goes to the dead-letter queue when its attempts are used up', async () => {
    await start({ resources: withTarget({ RetryPolicy: { MaximumRetryAttempts: 1 } }) })
    answers = [throttled, throttled]

    await send({ n: 1 })
    await settled()
    clock.advance(1000)
    await settled()

    const [dead] = await messages('dead')
    expect(JSON.parse(String(dead?.Body)).detail).toEqual({ n: 1 })
    expect(dead?.MessageAttributes).toMatchObject({
      RULE_ARN: { StringValue: 'arn:aws:events:us-east-1:000000000000:rule/r' },
      TARGET_ARN: { StringValue: machine },
      ERROR_CODE: { StringValue: 'ThrottlingException' },
      EXHAUSTED_RETRY_CONDITION: { StringValue: 'MaximumRetryAttempts' },
      RETRY_ATTEMPTS: { StringValue: '1' },
    })
  })

  test('goes there at once when trying again cannot help', async () => {
    await start({ resources: withTarget({}) })
    answers = [json(400, { __type: 'com.amazonaws.states#StateMachineDoesNotExist', message: 'gone' })]

    await send({ n: 1 })
    await settled()

    const [dead] = await messages('dead')
    expect(dead?.MessageAttributes).toMatchObject({ ERROR_CODE: { StringValue: 'StateMachineDoesNotExist' } })
  })

  test('is on disk until it is done: a restart goes on with it', async () => {
    await start({ resources: withTarget({}) })
    answers = [throttled]
    await send({ n: 1 })
    await settled()

    endpoint = await endpoint.restart()
    clock.advance(1000)
    await settled()

    expect(started).toMatchObject([{ input: { detail: { n: 1 } } }])
  })
})

describe('a schedule', () => {
  const Targets = [{ ...machineTarget, Input: '{}' }]
  const every5 = rule('every-5', { ScheduleExpression: 'rate(5 minutes)', Targets })
  const minutes = async (count: number) => {
    clock.advance(count * 60_000)
    await settled()
  }

  test('fires when its time has come, and again', async () => {
    await start({ resources: [starter, every5] })

    await minutes(4)
    expect(started).toHaveLength(0)
    await minutes(1)
    expect(started).toHaveLength(1)
    await minutes(10)
    expect(started).toHaveLength(3)
  })

  test('does not fire twice for a restart, nor make up for what it missed', async () => {
    await start({ resources: [starter, every5] })
    await minutes(6)
    expect(started).toHaveLength(1)

    endpoint = await endpoint.restart()
    await minutes(3)
    expect(started).toHaveLength(1)
    await minutes(1)
    expect(started).toHaveLength(2)

    const reopen = endpoint.restart
    await endpoint.close()
    clock.advance(60 * 60_000)
    endpoint = await reopen()
    await settled()
    expect(started).toHaveLength(2)
  })

  test('by cron fires in UTC', async () => {
    await start({ resources: [starter, rule('noon', { ScheduleExpression: 'cron(0 12 * * ? *)', Targets })] })

    await minutes(12 * 60 - 1)
    expect(started).toHaveLength(0)
    await minutes(1)
    expect(started).toHaveLength(1)
  })

  test('rests while its rule is disabled, through a restart too', async () => {
    await start({ resources: [starter, every5] })
    await client().send(new DisableRuleCommand({ Name: 'every-5' }))
    endpoint = await endpoint.restart()
    await minutes(20)
    expect(started).toHaveLength(0)

    await client().send(new EnableRuleCommand({ Name: 'every-5' }))
    await minutes(5)
    expect(started).toHaveLength(1)
  })

  test('changes when the template changes, and goes when it goes', async () => {
    await start({ resources: [starter, every5] })
    await endpoint.deploy([starter, rule('every-5', { ScheduleExpression: 'rate(1 minute)', Targets })])
    await minutes(2)
    expect(started).toHaveLength(2)

    await endpoint.deploy([starter])
    await minutes(20)
    expect(started).toHaveLength(2)
  })

  test('tells as event what EventBridge tells', async () => {
    await start({ resources: [starter, rule('s', { ScheduleExpression: 'rate(1 hour)', Targets: [machineTarget] })] })
    await minutes(60)

    expect(started[0]?.input).toEqual({
      ...{ version: '0', id: expect.any(String), 'detail-type': 'Scheduled Event', source: 'aws.events' },
      ...{ account: '000000000000', time: '2026-01-01T01:00:00Z', region: 'us-east-1' },
      ...{ resources: ['arn:aws:events:us-east-1:000000000000:rule/s'], detail: {} },
    })
  })
})

describe('S3', () => {
  const NotificationConfiguration = { EventBridgeConfiguration: { EventBridgeEnabled: true } }
  const resources = [
    starter,
    resource('AWS::S3::Bucket', 'inbox', { NotificationConfiguration }),
    resource('AWS::S3::Bucket', 'silent'),
    rule('drop', { EventPattern: { source: ['aws.s3'] }, Targets: [machineTarget] }),
  ]
  const s3 = () => new S3Client(endpoint.config)

  test('tells of objects that were created and deleted, in buckets that want it', async () => {
    await start({ resources })
    for (const Bucket of ['inbox', 'silent'])
      await s3().send(new PutObjectCommand({ Bucket, Key: 'a ü.txt', Body: 'hello' }))
    await s3().send(new CopyObjectCommand({ Bucket: 'inbox', Key: 'copy', CopySource: 'silent/a%20%C3%BC.txt' }))
    await s3().send(new DeleteObjectCommand({ Bucket: 'inbox', Key: 'copy' }))
    await s3().send(new DeleteObjectCommand({ Bucket: 'inbox', Key: 'was never there' }))
    await s3Settled()

    const [created] = started
    expect(created?.input).toEqual({
      ...{ version: '0', id: expect.any(String), 'detail-type': 'Object Created', source: 'aws.s3' },
      ...{
        account: '000000000000',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        region: 'us-east-1',
      },
      resources: ['arn:aws:s3:::inbox'],
      detail: {
        version: '0',
        bucket: { name: 'inbox' },
        object: {
          ...{ key: 'a ü.txt', size: 5, etag: '5d41402abc4b2a76b9719d911017c592' },
          sequencer: expect.stringMatching(/^[0-9A-F]{16}$/),
        },
        'request-id': expect.any(String),
        requester: 'arn:aws:iam::000000000000:user/developer',
        'source-ip-address': '127.0.0.1',
        reason: 'PutObject',
      },
    })
    expect(started.map(({ input }) => [input['detail-type'], (input.detail as JsonObject).reason])).toEqual([
      ['Object Created', 'PutObject'],
      ['Object Created', 'CopyObject'],
      ['Object Deleted', 'DeleteObject'],
    ])
    expect(started[2]?.input.detail).toMatchObject({ 'deletion-type': 'Permanently Deleted' })
  })

  test('tells of a put once, even when it is told again', async () => {
    await start({ resources })
    const { store } = endpoint.s3
    await s3().send(new PutObjectCommand({ Bucket: 'silent', Key: 'x', Body: 'x' }))
    const event = { id: 'e1', source: 'aws.s3', 'detail-type': 'Object Created', detail: {}, resources: [] }
    for (let times = 1; times <= 2; times++) {
      store.transaction(() => store.outbox.add({ id: 'e1', event }))
      await s3Settled()
    }

    expect(started).toHaveLength(1)
  })

  test('loses no event of an accepted put when the process ends before it is told', async () => {
    await start({ resources })
    const { store } = endpoint.s3
    const event = { id: 'e1', source: 'aws.s3', 'detail-type': 'Object Created', detail: {}, resources: [] }
    store.transaction(() => store.outbox.add({ id: 'e1', event }))

    endpoint = await endpoint.restart()
    await settled()

    expect(started).toHaveLength(1)
  })
})

describe('disturbances', () => {
  test('lose, repeat, delay and reorder events as a test wants', async () => {
    const wishes: Record<string, object> = { lost: { copies: 0 }, twice: { copies: 2 }, late: { delayMs: 5000 } }
    const EventPattern = { source: ['shop'] }
    await start({
      resources: [starter, rule('r', { EventPattern, Targets: [{ ...machineTarget, InputPath: '$.detail' }] })],
      disturb: ({ detail }) => wishes[String(detail.kind)],
    })

    for (const kind of ['lost', 'late', 'twice', 'plain']) await send({ kind })
    await settled()
    expect(started.map(({ input }) => input.kind)).toEqual(['twice', 'twice', 'plain'])
    clock.advance(5000)
    await settled()
    expect(started.map(({ input }) => input.kind)).toEqual(['twice', 'twice', 'plain', 'late'])
    expect(new Set(started.map(({ name }) => name)).size).toBe(4)
  })
})

describe('the end of an execution', () => {
  const EventPattern = { source: ['aws.states'], detail: { status: ['SUCCEEDED'] } }
  const resources = [starter, rule('r', { EventPattern, Targets: [machineTarget] })]
  const executionArn = 'arn:aws:states:us-east-1:000000000000:execution:process:1'

  test('is an event, without what would be too large', async () => {
    await start({ resources })
    const change = {
      executionArn,
      status: 'SUCCEEDED',
      inputDetails: { included: true },
      outputDetails: { included: true },
    }
    const { events } = endpoint
    const tell = (more: JsonObject) => {
      const event = events.statusChangeEvent({ ...change, ...more })
      if (event) events.accept(event)
    }
    tell({ input: '{}', output: '{"a":1}' })
    tell({ input: '{}', output: JSON.stringify('x'.repeat(300_000)) })
    tell({ status: 'RUNNING', input: '{}', output: null })
    await settled()

    expect(started.map(({ input }) => input)).toMatchObject([
      {
        ...{ source: 'aws.states', 'detail-type': 'Step Functions Execution Status Change', resources: [executionArn] },
        detail: { executionArn, status: 'SUCCEEDED', output: '{"a":1}' },
      },
      { detail: { input: null, output: null, outputDetails: { included: false } } },
    ])
  })
})

describe('the API', () => {
  test('shows the rules of the template', async () => {
    const properties = {
      ...{ Description: 'backs up', ScheduleExpression: 'rate(5 minutes)', State: 'ENABLED' },
      Targets: [{ ...machineTarget, Input: '{}' }],
    }
    await start({ resources: [starter, rule('backup', properties)] })

    const { Rules } = await client().send(new ListRulesCommand({}))
    expect(Rules).toEqual([
      {
        ...{ Name: 'backup', Arn: 'arn:aws:events:us-east-1:000000000000:rule/backup', State: 'ENABLED' },
        ...{ ScheduleExpression: 'rate(5 minutes)', Description: 'backs up', EventBusName: 'default' },
      },
    ])
    const { Targets } = await client().send(new ListTargetsByRuleCommand({ Rule: 'backup' }))
    expect(Targets).toMatchObject([{ Id: 'm', Arn: machine, Input: '{}' }])
    expect((await client().send(new DescribeRuleCommand({ Name: 'backup' }))).State).toBe('ENABLED')
  })

  test('makes rules that work', async () => {
    await start({ resources: [starter] })
    const EventPattern = JSON.stringify({ source: ['shop'] })
    await client().send(new PutRuleCommand({ Name: 'mine', EventPattern }))
    await client().send(new PutTargetsCommand({ Rule: 'mine', Targets: [machineTarget] }))

    await send({})
    await settled()

    expect(started).toHaveLength(1)
  })

  test('keeps a rule that it made through a restart and a changed template', async () => {
    await start({ resources: [starter] })
    await client().send(new PutRuleCommand({ Name: 'mine', EventPattern: '{"source":["shop"]}' }))

    endpoint = await endpoint.restart()
    await endpoint.deploy([starter, rule('other', { EventPattern: { source: ['x'] } })])

    const { Rules } = await client().send(new ListRulesCommand({}))
    expect(Rules?.map(({ Name }) => Name)).toEqual(['mine', 'other'])
  })

  test('says what is wrong with an entry, a pattern, a rule', async () => {
    await start({ resources: [] })
    const Entries = [
      { Source: 'shop', DetailType: 'order', Detail: 'not json' },
      { Source: 'aws.s3', DetailType: 'order', Detail: '{}' },
      { Source: 'shop', Detail: '{}' },
      { Source: 'shop', DetailType: 'order', Detail: '{}' },
    ]
    const answer = await client().send(new PutEventsCommand({ Entries }))
    expect(answer.FailedEntryCount).toBe(3)
    expect(answer.Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([
      ...['MalformedDetail', 'NotAuthorizedForSource', 'InvalidArgument', undefined],
    ])
    const Event = JSON.stringify({ source: 'shop' })
    const check = (EventPattern: string) => client().send(new TestEventPatternCommand({ EventPattern, Event }))
    expect((await check('{"source":["shop"]}')).Result).toBe(true)
    await expect(check('{"source":"shop"}')).rejects.toMatchObject({ name: 'InvalidEventPatternException' })
    await expect(client().send(new DescribeRuleCommand({ Name: 'x' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Rule x does not exist on EventBus default.',
    })
    const target = { Id: 'k', Arn: 'arn:aws:kinesis:us-east-1:000000000000:stream/s' }
    await expect(startEndpoint({ resources: [rule('r', { Targets: [target] })] })).rejects.toThrow(
      'events to arn:aws:kinesis:us-east-1:000000000000:stream/s are not implemented in the local region',
    )
  })
})
