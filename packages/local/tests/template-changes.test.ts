import { join } from 'node:path'
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn'
import { GetQueueUrlCommand, PurgeQueueCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { JsonObject } from '@sfs3/asl'
import type { CompiledService } from '../cloudformation/compiled-service.ts'
import { compiledOnce } from '../testing/compiled-once.ts'
import { eventually } from '../testing/eventually.ts'
import { startRegion, type TestRegion } from '../testing/region.ts'

const service = join(import.meta.dirname, 'support/service')

const before = await compiledOnce(service)
let region: TestRegion
const said: string[] = []
let sfn: SFNClient
let sqs: SQSClient
let s3: S3Client
let lambda: LambdaClient
let dynamodb: DynamoDBClient
beforeAll(async () => {
  region = await startRegion({ service, warn: (line) => said.push(line) })
  said.length = 0
  sfn = new SFNClient(region.sdk)
  sqs = new SQSClient({ ...region.sdk, maxAttempts: 1 })
  s3 = new S3Client({ ...region.sdk, forcePathStyle: true })
  lambda = new LambdaClient({ ...region.sdk, maxAttempts: 1 })
  dynamodb = new DynamoDBClient(region.sdk)
})
afterAll(async () => {
  for (const client of [sfn, sqs, s3, lambda, dynamodb]) client.destroy()
  await region.stop()
})

/** The service with more resources, and with other properties of those that it has. */
function having(more: Record<string, { Type: string; Properties: JsonObject }>): CompiledService {
  const { template } = before
  return { ...before, template: { ...template, Resources: { ...template.Resources, ...more } } }
}

/** A copy of a resource of the service, with some properties changed. */
function like(logicalId: string, properties: JsonObject) {
  const { Type = '', Properties = {} } = before.template.Resources[logicalId] ?? {}
  return { Type, Properties: { ...Properties, ...properties } }
}

const machine = (name: string, state: JsonObject) => ({
  Type: 'AWS::StepFunctions::StateMachine',
  Properties: {
    StateMachineName: name,
    RoleArn: { 'Fn::GetAtt': ['MoreRole', 'Arn'] },
    DefinitionString: JSON.stringify({ StartAt: 'Only', States: { Only: { ...state, End: true } } }),
  },
})
const role = (...statements: JsonObject[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName: 'more',
    AssumeRolePolicyDocument: {
      Statement: [{ Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    },
    Policies: [{ PolicyName: 'more', PolicyDocument: { Statement: statements } }],
  },
})
const queueUrl = 'http://127.0.0.1/000000000000/more'
const more = {
  MoreFunction: like('StepLambdaFunction', { FunctionName: 'more' }),
  MorePath: like('ApiGatewayResourceEcho', { PathPart: 'more' }),
  MoreRoute: like('ApiGatewayMethodEchoPost', { ResourceId: { Ref: 'MorePath' } }),
  MoreQueue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'more' } },
  MoreTable: {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      TableName: 'more',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'Id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'Id', KeyType: 'HASH' }],
    },
  },
  MoreBucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'more' } },
  MoreRole: role({ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' }),
  Waits: machine('waits', { Type: 'Wait', Seconds: 3600 }),
  Sends: machine('sends', {
    Type: 'Task',
    Resource: 'arn:aws:states:::sqs:sendMessage',
    Parameters: { QueueUrl: queueUrl, MessageBody: 'hello' },
  }),
  MoreAlarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmName: 'more' } },
}

const start = async (name: string) => {
  const stateMachineArn = `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`
  return (await sfn.send(new StartExecutionCommand({ stateMachineArn }))).executionArn ?? ''
}
const describe = (executionArn: string) => sfn.send(new DescribeExecutionCommand({ executionArn }))
const ended = (executionArn: string) =>
  eventually(async () => {
    const execution = await describe(executionArn)
    return execution.status === 'RUNNING' ? undefined : execution
  })

test('what a template has more is there, what it has less is gone unless it is in use', async () => {
  await region.deploy(having(more))

  expect(said.splice(0)).toEqual(['not run locally: AWS::CloudWatch::Alarm MoreAlarm: nobody is told of anything'])
  expect((await lambda.send(new InvokeCommand({ FunctionName: 'more', Payload: '{}' }))).StatusCode).toBe(200)
  expect((await region.call('POST', '/more', {})).status).toBe(200)
  await s3.send(new HeadBucketCommand({ Bucket: 'more' }))
  await dynamodb.send(new PutItemCommand({ TableName: 'more', Item: { Id: { S: 'one' } } }))
  const waiting = await start('waits')
  expect((await ended(await start('sends'))).status).toBe('SUCCEEDED')

  await region.deploy(having({ ...more, MoreRole: role() }))
  const denied = await ended(await start('sends'))
  expect([denied.status, denied.error]).toEqual(['FAILED', 'SQS.AmazonSQSException'])
  expect(said.splice(0)).toEqual([
    expect.stringContaining('MoreRole may not sqs:SendMessage'),
    expect.stringContaining('sends FAILED in Only'),
  ])

  await region.deploy(before)
  expect(said.splice(0)).toEqual([
    'more is no longer in the template, but stays: it has 1 message',
    'more is no longer in the template, but stays: there are items in it',
    'waits is no longer in the template, but stays: an execution is running',
  ])
  await expect(lambda.send(new InvokeCommand({ FunctionName: 'more' }))).rejects.toThrow('Function not found')
  expect((await region.call('POST', '/more', {})).status).toBe(403)
  await expect(s3.send(new HeadBucketCommand({ Bucket: 'more' }))).rejects.toMatchObject({ name: 'NotFound' })
  await expect(start('sends')).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' })
  expect((await describe(waiting)).status).toBe('RUNNING')

  await sqs.send(new PurgeQueueCommand({ QueueUrl: queueUrl }))
  await sfn.send(new StopExecutionCommand({ executionArn: waiting }))
  await region.deploy(before)
  expect(said.splice(0)).toEqual(['more is no longer in the template, but stays: there are items in it'])
  await expect(sqs.send(new GetQueueUrlCommand({ QueueName: 'more' }))).rejects.toThrow('does not exist')
  await expect(start('waits')).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' })
})

test('a table with another key is refused before anything changes', async () => {
  const other = structuredClone(more.MoreTable)
  Object.assign(other.Properties, {
    AttributeDefinitions: [{ AttributeName: 'Key', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'Key', KeyType: 'HASH' }],
  })

  await expect(region.deploy(having({ MoreTable: other, MoreQueue: more.MoreQueue }))).rejects.toThrow(
    'table more has another key than the template says; remove the data folder to start afresh',
  )
  await expect(sqs.send(new GetQueueUrlCommand({ QueueName: 'more' }))).rejects.toThrow('does not exist')
})

test('options that are read at the start are said to be', async () => {
  await region.deploy({ ...before, local: { welcome: 'hello' } })

  expect(said).toContain('custom.local is read at the start: start again for what has changed there')
})
