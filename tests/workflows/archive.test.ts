import { randomUUID } from 'node:crypto'
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb'
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { SendTaskFailureCommand, SendTaskSuccessCommand, StartSyncExecutionCommand } from '@aws-sdk/client-sfn'
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { eventually } from '@sfs3/local/testing'
import { type Move, moveFile } from '../../steps/archive/move-file.ts'
import { MetadataRequest, metadataOf } from '../../steps/archive/read-metadata.ts'
import { startWorkflows, type Workflows } from '../support/workflows.ts'

let region: Workflows
let s3: S3Client
let sqs: SQSClient
let dynamodb: DynamoDBClient
let buckets: { inbox: string; archive: string; quarantine: string }
beforeAll(async () => {
  region = await startWorkflows({
    readMetadata: (input) => metadataOf(s3, buckets.inbox, MetadataRequest.parse(input)),
    moveFile: async (input) => {
      await moveFile(s3, buckets, input as Move)
      return {}
    },
  })
  const { config } = region.endpoint
  s3 = new S3Client(config)
  sqs = new SQSClient(config)
  dynamodb = new DynamoDBClient(config)
  buckets = {
    inbox: region.nameOf('InboxBucket'),
    archive: region.nameOf('ArchiveBucket'),
    quarantine: region.nameOf('QuarantineBucket'),
  }
})
afterAll(async () => {
  for (const client of [s3, sqs, dynamodb]) client.destroy()
  await region.stop()
})

/** Drops a file with the user metadata that decides about it. */
const drop = async (key: string, Metadata: Record<string, string> = {}, Body = key) => {
  await s3.send(new PutObjectCommand({ Bucket: buckets.inbox, Key: key, Body, Metadata, ContentType: 'text/plain' }))
  return key
}
const there = async (Bucket: string, Key: string) => {
  try {
    const { Body, StorageClass } = await s3.send(new GetObjectCommand({ Bucket, Key }))
    return { body: await Body?.transformToString(), storageClass: StorageClass ?? 'STANDARD' }
  } catch {
    return undefined
  }
}
const records = async (key: string) => {
  const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: region.nameOf('ArchiveTable') }))
  return Items.filter(({ Key }) => Key?.S === key)
}
/** The question that the machine has put before people about a file. */
const question = (key: string) =>
  eventually(async () => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: region.queueUrl('ArchiveApprovalsQueue'), MaxNumberOfMessages: 10 }),
    )
    return Messages.map(({ Body }) => JSON.parse(Body ?? '')).find(({ Metadata }) => Metadata.key === key)
  })

test('a good file is really moved into cold storage and recorded', async () => {
  const key = await drop('reports/ä b.txt')
  const executionArn = await region.start('archive', { key }, 'a-good')

  const { status, output } = await region.ended(executionArn)

  expect(status).toBe('SUCCEEDED')
  expect(JSON.parse(output ?? '')).toEqual({
    Id: 'a-good',
    Timestamp: expect.stringMatching(/^2026-01-01T/),
    Archive: true,
    Quality: 100,
    Action: 'Archived',
    Approval: false,
    Key: key,
  })
  expect(await there(buckets.inbox, key)).toBeUndefined()
  expect(await there(buckets.archive, key)).toEqual({ body: key, storageClass: 'GLACIER_IR' })
  expect(await records(key)).toEqual([
    {
      Id: { S: 'a-good' },
      ClaimedBy: { S: executionArn },
      Listed: { S: 'archive' },
      Timestamp: { S: expect.any(String) },
      Archive: { BOOL: true },
      Quality: { N: '100' },
      Action: { S: 'Archived' },
      Approval: { BOOL: false },
      Key: { S: key },
    },
  ])
})

test.each([
  ['Unarchivable', { archive: 'false', quality: '76' }],
  ['Quality_Fail', { archive: 'true', quality: '49' }],
])('%s: a file with %j goes to quarantine', async (action, metadata) => {
  const key = await drop(`${action}.txt`, metadata)

  const { status, output } = await region.ended(await region.start('archive', { key }))

  expect(status).toBe('SUCCEEDED')
  expect(JSON.parse(output ?? '')).toMatchObject({ Action: action, Key: key })
  expect(await there(buckets.inbox, key)).toBeUndefined()
  expect(await there(buckets.quarantine, key)).toEqual({ body: key, storageClass: 'STANDARD' })
})

test.each([
  [true, 'Archived', 'archive'],
  [false, 'Rejected', 'quarantine'],
] as const)('an answer {"approved": %s} is acted on: %s', async (approved, action, destination) => {
  const key = await drop(`approved-${approved}.txt`, { quality: '50' })
  const executionArn = await region.start('archive', { key, approval_needed: true })

  const { TaskToken, MessageTitle, Metadata } = await question(key)
  expect(MessageTitle).toBe('File awaiting approval')
  expect(Metadata).toMatchObject({ key, quality: 50, type: 'text/plain' })
  expect(await there(buckets.inbox, key)).toBeDefined()
  await region.sfn.send(new SendTaskSuccessCommand({ taskToken: TaskToken, output: JSON.stringify({ approved }) }))

  const { status, output } = await region.ended(executionArn)
  expect(status).toBe('SUCCEEDED')
  expect(JSON.parse(output ?? '')).toMatchObject({ Action: action, Approval: true })
  expect(await there(buckets.inbox, key)).toBeUndefined()
  expect(await there(buckets[destination], key)).toBeDefined()
})

test('a file may itself ask for approval', async () => {
  const key = await drop('careful.txt', { approval: 'true' })
  const executionArn = await region.start('archive', { archiveId: 'event-2', key, approval_needed: false })

  const { TaskToken } = await question(key)
  await region.sfn.send(new SendTaskSuccessCommand({ taskToken: TaskToken, output: '{"approved":true}' }))

  const { output } = await region.ended(executionArn)
  expect(JSON.parse(output ?? '')).toMatchObject({ Action: 'Archived', Approval: true })
})

test('in express mode nobody can be asked about such a file: it stays', async () => {
  const key = await drop('careful-express.txt', { approval: 'true' })

  const { status, error, cause } = await region.sfn.send(
    new StartSyncExecutionCommand({
      stateMachineArn: await region.machineArn('archive-express'),
      input: JSON.stringify({ archiveId: 'x-careful', key, approval_needed: false }),
    }),
  )

  expect([status, error]).toEqual(['FAILED', 'ApprovalNeeded'])
  expect(cause).toContain('send POST /archive with this key without mode=express')
  expect(await there(buckets.inbox, key)).toBeDefined()
})

test.each(['{"approved":"yes"}', '"approve me!"', '{}'])(
  'an answer %s is not understood, and the file stays',
  async (output) => {
    const key = await drop(`answer-${randomUUID()}.txt`)
    const executionArn = await region.start('archive', { key, approval_needed: true })
    const { TaskToken } = await question(key)

    await region.sfn.send(new SendTaskSuccessCommand({ taskToken: TaskToken, output }))

    expect(await region.ended(executionArn)).toMatchObject({
      status: 'FAILED',
      error: 'ApprovalNotUnderstood',
      cause: expect.stringContaining('send POST /archive with this key again'),
    })
    expect(await there(buckets.inbox, key)).toBeDefined()
  },
)

test('a failed task fails with its reason and what to do, and the file stays', async () => {
  const key = await drop('failed.txt')
  const executionArn = await region.start('archive', { key, approval_needed: true })
  const { TaskToken } = await question(key)

  await region.sfn.send(new SendTaskFailureCommand({ taskToken: TaskToken, error: 'Nobody', cause: 'on holiday' }))

  expect(await region.ended(executionArn)).toMatchObject({
    status: 'FAILED',
    error: 'Nobody',
    cause: expect.stringMatching(/^Not archived\. Nothing is lost.*on holiday/),
  })
  expect(await there(buckets.inbox, key)).toBeDefined()
})

test('when nobody answers for three days the file stays and a dead letter tells of it', async () => {
  const key = await drop('unanswered.txt')
  const executionArn = await region.start('archive', { key, approval_needed: true })
  await question(key)

  expect(await region.ended(executionArn, 'moving')).toMatchObject({
    status: 'FAILED',
    error: 'States.Timeout',
    cause: `Nobody decided about ${key} in time. It is still in the inbox: send POST /archive with this key again.`,
  })
  expect(await there(buckets.inbox, key)).toBeDefined()
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: region.queueUrl('ArchiveDeadLetterQueue'), MaxNumberOfMessages: 10 }),
  )
  expect(Messages.map(({ Body }) => JSON.parse(Body ?? ''))).toMatchObject([
    { MessageTitle: 'File that nobody decided about', Metadata: { key }, Execution: executionArn },
  ])
})

test('a file drop whose event comes twice is handled once', async () => {
  const key = await drop('twice.txt')
  const input = { archiveId: 'event-1', key, approval_needed: false }

  const [first, second] = await Promise.all([region.start('archive', input), region.start('archive', input)])

  expect((await region.ended(first)).status).toBe('SUCCEEDED')
  expect((await region.ended(second)).status).toBe('SUCCEEDED')
  expect(await records(key)).toHaveLength(1)
  expect(await there(buckets.archive, key)).toBeDefined()
})

test('a file that is not there fails with what to do', async () => {
  const executionArn = await region.start('archive', { key: 'nowhere.txt' })

  expect(await region.ended(executionArn)).toMatchObject({
    status: 'FAILED',
    error: 'InboxFileMissing',
    cause: expect.stringMatching(/^Not archived\..*no nowhere\.txt in sfs3-dev-inbox/),
  })
})

test('without a key metadata is made up, nothing is moved, and there is a record', async () => {
  const executionArn = await region.start('archive', { simulate: { archive: true, quality: 82 } }, 'a-simulated')

  const { status, output } = await region.ended(executionArn)

  expect(status).toBe('SUCCEEDED')
  expect(JSON.parse(output ?? '')).toMatchObject({
    Id: 'a-simulated',
    Action: 'Archived',
    Quality: 82,
    Key: 'simulated/a-simulated',
  })
  expect(await records('simulated/a-simulated')).toHaveLength(1)
})

test('an execution that is started by hand with nothing at all works', async () => {
  expect((await region.ended(await region.start('archive', {}))).status).toBe('SUCCEEDED')
})

test.each([
  ['Archived', { quality: '50' }, 'archive'],
  ['Unarchivable', { archive: 'false' }, 'quarantine'],
  ['Quality_Fail', { quality: '1' }, 'quarantine'],
] as const)('express answers with the record: %s', async (action, metadata, destination) => {
  const key = await drop(`express-${action}.txt`, metadata)
  const { status, output } = await region.sfn.send(
    new StartSyncExecutionCommand({
      stateMachineArn: await region.machineArn('archive-express'),
      input: JSON.stringify({ archiveId: `x-${action}`, key, approval_needed: false, listed: 'archive' }),
    }),
  )

  expect(status).toBe('SUCCEEDED')
  expect(JSON.parse(output ?? '')).toMatchObject({ Id: `x-${action}`, Action: action, Approval: false, Key: key })
  expect(await there(buckets[destination], key)).toBeDefined()
  expect(await there(buckets.inbox, key)).toBeUndefined()
  expect(await records(key)).toHaveLength(1)
  await s3.send(new HeadObjectCommand({ Bucket: buckets[destination], Key: key }))
})
