import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Json } from '@sfs3/asl'
import { functionArn, roleArn } from '../../../testing/arns.ts'
import { eventually } from '../../../testing/eventually.ts'
import { startRegion, type TestRegion } from '../../../testing/state-machines.ts'
import { resource } from '../../../testing/template-resource.ts'

class OrderRejected extends Error {
  override readonly name = 'OrderRejected'
}

const refused = new Set<string>()
let region: TestRegion
beforeAll(async () => {
  region = await startRegion({
    functions: {
      echo: (input) => input,
      reject: () => {
        throw new OrderRejected('no stock')
      },
    },
    authorise(_role, action, resourceArn) {
      if (refused.has(resourceArn))
        throw new Error(
          `User: arn:aws:sts::000000000000:assumed-role/states/x is not authorized to perform: ${action} on resource: ${resourceArn}`,
        )
    },
    resources: [
      resource('AWS::SQS::Queue', 'jobs'),
      resource('AWS::SNS::Topic', 'news'),
      resource('AWS::S3::Bucket', 'data-bucket'),
      resource('AWS::DynamoDB::Table', 'items', {
        TableName: 'items',
        AttributeDefinitions: [{ AttributeName: 'Id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'Id', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    ],
  })
})
afterAll(() => region.stop())

let machines = 0

async function createMachine(definition: object): Promise<string> {
  const { stateMachineArn = '' } = await region.sfn.send(
    new CreateStateMachineCommand({ name: `machine-${machines++}`, roleArn, definition: JSON.stringify(definition) }),
  )
  return stateMachineArn
}

/** Runs one Task state and says what came of it. */
async function task(
  Resource: string,
  Arguments: Json,
): Promise<{ status?: string; error?: string; cause?: string; output: Json }> {
  const stateMachineArn = await createMachine({
    QueryLanguage: 'JSONata',
    StartAt: 'Task',
    States: { Task: { Type: 'Task', Resource, Arguments, End: true } },
  })
  const { executionArn } = await region.sfn.send(new StartExecutionCommand({ stateMachineArn }))
  const ended = await eventually(async () => {
    const described = await region.sfn.send(new DescribeExecutionCommand({ executionArn }))
    return described.status !== 'RUNNING' && described
  })
  const { status, error, cause, output } = ended
  return {
    ...(status && { status }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
    output: output === undefined ? null : (JSON.parse(output) as Json),
  }
}

const service = (name: string) => `arn:aws:states:::${name}`
const queueUrl = () => `${region.endpoint.url}/000000000000/jobs`

const metadata = (contentType: unknown) => ({
  SdkHttpMetadata: {
    AllHttpHeaders: expect.objectContaining({ 'Content-Type': [contentType] }),
    HttpHeaders: expect.objectContaining({ 'Content-Type': contentType }),
    HttpStatusCode: 200,
  },
  SdkResponseMetadata: { RequestId: expect.any(String) },
})

test('lambda:invoke answers with the payload and what came over the wire', async () => {
  const { output } = await task(service('lambda:invoke'), { FunctionName: 'echo', Payload: { a: 1 } })
  expect(output).toEqual({
    ExecutedVersion: '$LATEST',
    Payload: { a: 1 },
    StatusCode: 200,
    ...metadata('application/json'),
  })
})

test('lambda:invoke fails with the error of the function, its payload compact as cause', async () => {
  expect(await task(service('lambda:invoke'), { FunctionName: functionArn('reject') })).toMatchObject({
    status: 'FAILED',
    error: 'OrderRejected',
    cause: '{"errorType":"OrderRejected","errorMessage":"no stock","trace":[]}',
  })
})

test('lambda:invoke of a function that is not there fails as on AWS', async () => {
  const { error, cause } = await task(service('lambda:invoke'), { FunctionName: 'nobody' })
  expect(error).toBe('Lambda.ResourceNotFoundException')
  expect(cause).toMatch(
    /^Function not found: arn:aws:lambda:us-east-1:000000000000:function:nobody.* \(Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException; Request ID: [\w-]+; Proxy: null\)$/,
  )
})

test('a function that the role may not invoke is not invoked', async () => {
  refused.add(functionArn('secret'))
  const { error, cause } = await task(service('lambda:invoke'), { FunctionName: 'secret' })
  expect(error).toBe('Lambda.AWSLambdaException')
  expect(cause).toMatch(
    /is not authorized to perform: lambda:InvokeFunction on resource: .*:secret \(Service: AWSLambda; Status Code: 403; Error Code: AccessDeniedException;/,
  )
})

test('sqs:sendMessage sends an object as JSON text', async () => {
  const { output } = await task(service('sqs:sendMessage'), { QueueUrl: queueUrl(), MessageBody: { order: 42 } })
  expect(output).toEqual({
    MD5OfMessageBody: '0d15cd31971ecd0d554a062cddbab844',
    MessageId: expect.any(String),
    ...metadata('application/x-amz-json-1.0'),
  })
})

test('sqs:sendMessage to a queue that is not there fails as on AWS', async () => {
  const { error, cause } = await task(service('sqs:sendMessage'), {
    QueueUrl: `${region.endpoint.url}/000000000000/nowhere`,
    MessageBody: 'x',
  })
  expect(error).toBe('SQS.QueueDoesNotExistException')
  expect(cause).toMatch(
    /\(Service: AmazonSQS; Status Code: 400; Error Code: AWS.SimpleQueueService.NonExistentQueue; Request ID: /,
  )
})

test('sns:publish publishes an object as JSON text', async () => {
  const { output } = await task(service('sns:publish'), {
    TopicArn: 'arn:aws:sns:us-east-1:000000000000:news',
    Message: { hot: true },
  })
  expect(output).toEqual({ MessageId: expect.any(String), ...metadata(expect.stringContaining('xml')) })
})

test('dynamodb puts, updates, gets and deletes an item', async () => {
  const Key = { Id: { S: '1' } }
  const put = await task(service('dynamodb:putItem'), { TableName: 'items', Item: { ...Key, Name: { S: 'one' } } })
  expect(put.output).toEqual(metadata('application/x-amz-json-1.0'))
  await task(service('dynamodb:updateItem'), {
    TableName: 'items',
    Key,
    UpdateExpression: 'SET #n = :n',
    ExpressionAttributeNames: { '#n': 'Name' },
    ExpressionAttributeValues: { ':n': { S: 'uno' } },
  })
  const get = await task(service('dynamodb:getItem'), { TableName: 'items', Key })
  expect(get.output).toMatchObject({ Item: { Id: { S: '1' }, Name: { S: 'uno' } } })
  await task(service('dynamodb:deleteItem'), { TableName: 'items', Key })
  const gone = await task(service('aws-sdk:dynamodb:getItem'), { TableName: 'items', Key })
  expect(gone).toEqual({ status: 'SUCCEEDED', output: {} })
})

test('a condition that does not hold fails with the name that each kind of integration gives it', async () => {
  const item = { TableName: 'items', Item: { Id: { S: 'taken' } }, ConditionExpression: 'attribute_not_exists(Id)' }
  await task(service('dynamodb:putItem'), item)
  const { error, cause } = await task(service('dynamodb:putItem'), item)
  expect(error).toBe('DynamoDB.ConditionalCheckFailedException')
  expect(cause).toMatch(
    /^The conditional request failed \(Service: AmazonDynamoDBv2; Status Code: 400; Error Code: ConditionalCheckFailedException; Request ID: \S+; Proxy: null\)$/,
  )
  const sdk = await task(service('aws-sdk:dynamodb:putItem'), item)
  expect(sdk.error).toBe('DynamoDb.ConditionalCheckFailedException')
  expect(sdk.cause).toMatch(
    /^The conditional request failed \(Service: DynamoDb, Status Code: 400, Request ID: \S+\) \(SDK Attempt Count: 1\)$/,
  )
})

test('a request that the service finds invalid fails with the exception of last resort', async () => {
  const { error, cause } = await task(service('dynamodb:putItem'), { TableName: '/items', Item: { Id: { S: '1' } } })
  expect(error).toBe('DynamoDB.AmazonDynamoDBException')
  expect(cause).toMatch(/\(Service: AmazonDynamoDBv2; Status Code: 400; Error Code: ValidationException; /)
})

test('aws-sdk:s3 puts any JSON as a body and gets text', async () => {
  const at = { Bucket: 'data-bucket', Key: 'folder/object' }
  const put = await task(service('aws-sdk:s3:putObject'), { ...at, Body: { n: [1, 2] } })
  expect(put.output).toMatchObject({ ETag: expect.any(String) })
  const get = await task(service('aws-sdk:s3:getObject'), at)
  expect(get.output).toMatchObject({ Body: '{"n":[1,2]}', ContentLength: 11, Metadata: {} })
})

test('aws-sdk:s3:getObject of a key that is not there fails as on AWS', async () => {
  const { error, cause } = await task(service('aws-sdk:s3:getObject'), { Bucket: 'data-bucket', Key: 'nothing' })
  expect(error).toBe('S3.NoSuchKeyException')
  expect(cause).toMatch(
    /^The specified key does not exist. \(Service: S3, Status Code: 404, Request ID: \S+, Extended Request ID: /,
  )
})

test('aws-sdk:sfn names members with a capital letter and takes JSON for text', async () => {
  const stateMachineArn = await createMachine({ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } })
  const started = await task(service('aws-sdk:sfn:startExecution'), {
    StateMachineArn: stateMachineArn,
    Input: { a: 1 },
  })
  expect(started.output).toEqual({ ExecutionArn: expect.any(String), StartDate: '2026-01-01T00:00:00Z' })
  const described = await task(service('aws-sdk:sfn:describeExecution'), started.output as { ExecutionArn: string })
  expect(described.output).toMatchObject({ Input: '{"a":1}', Status: 'SUCCEEDED', InputDetails: { Included: true } })

  const failed = await task(service('aws-sdk:sfn:sendTaskSuccess'), { TaskToken: 'NoSuchToken', Output: 'text' })
  expect(failed.error).toBe('Sfn.InvalidTokenException')
  expect(failed.cause).toMatch(
    /^Invalid Token: 'Invalid token' \(Service: Sfn, Status Code: 400, Request ID: \S+\) \(SDK Attempt Count: 1\)$/,
  )
})

test('aws-sdk:sfn:startSyncExecution runs an EXPRESS machine and answers with its result', async () => {
  const definition = JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Pass', Result: 'quick', End: true } } })
  const create = new CreateStateMachineCommand({ name: 'express', roleArn, definition, type: 'EXPRESS' })
  const { stateMachineArn: StateMachineArn = '' } = await region.sfn.send(create)
  const { output } = await task(service('aws-sdk:sfn:startSyncExecution'), { StateMachineArn })
  expect(output).toMatchObject({ Status: 'SUCCEEDED', Output: '"quick"', BillingDetails: { BilledMemoryUsedInMB: 64 } })
})

test('states:startExecution starts; .sync waits and gives text; .sync:2 waits and gives values', async () => {
  const StateMachineArn = await createMachine({
    StartAt: 'A',
    States: { A: { Type: 'Pass', Result: { done: true }, End: true } },
  })
  const start = await task(service('states:startExecution'), { StateMachineArn, Input: { a: 1 }, Name: 'nested' })
  expect(start.output).toMatchObject({
    ExecutionArn: expect.stringMatching(/:nested$/),
    ...metadata('application/x-amz-json-1.0'),
  })
  const sync = await task(service('states:startExecution.sync'), { StateMachineArn, Input: { a: 1 } })
  expect(sync.output).toMatchObject({ Status: 'SUCCEEDED', Input: '{"a":1}', Output: '{"done":true}' })
  const sync2 = await task(service('states:startExecution.sync:2'), { StateMachineArn, Input: { a: 1 } })
  expect(sync2.output).toMatchObject({ Status: 'SUCCEEDED', Input: { a: 1 }, Output: { done: true } })
})

test('a nested execution that fails fails the task with its description', async () => {
  const StateMachineArn = await createMachine({
    StartAt: 'No',
    States: { No: { Type: 'Fail', Error: 'Nope', Cause: 'Because' } },
  })
  const { error, cause } = await task(service('states:startExecution.sync:2'), { StateMachineArn, Name: 'child' })
  expect(error).toBe('States.TaskFailed')
  expect(JSON.parse(cause ?? '')).toMatchObject({ Error: 'Nope', Cause: 'Because', Name: 'child', Status: 'FAILED' })
})

test('states:startExecution of a machine that is not there fails as on AWS', async () => {
  const StateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:nowhere'
  const { error, cause } = await task(service('states:startExecution'), { StateMachineArn })
  expect(error).toBe('StepFunctions.StateMachineDoesNotExistException')
  expect(cause).toMatch(
    /^State Machine Does Not Exist: 'arn:.*:nowhere' \(Service: AWSStepFunctions; Status Code: 400; Error Code: StateMachineDoesNotExist; Request ID: \S+; Proxy: null\)$/,
  )
})

test.each(['arn:aws:states:::glue:stopJobRun', 'arn:aws:states:::apigateway:call', 'arn:aws:states:::aws-sdk:s3:fly'])(
  'a machine that asks for %s is refused when it is created',
  async (Resource) => {
    const create = createMachine({ StartAt: 'T', States: { T: { Type: 'Task', Resource, End: true } } })
    await expect(create).rejects.toMatchObject({
      name: 'InvalidDefinition',
      message: `Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: The resource provided ${Resource} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region. at /States/T/Resource'`,
    })
  },
)

test('a parent that is stopped stops the execution that it waits for', async () => {
  const StateMachineArn = await createMachine({
    StartAt: 'W',
    States: { W: { Type: 'Wait', Seconds: 60, End: true } },
  })
  const Resource = service('states:startExecution.sync')
  const Parameters = { StateMachineArn, Name: 'stopped' }
  const parent = await createMachine({ StartAt: 'P', States: { P: { Type: 'Task', Resource, Parameters, End: true } } })
  const { executionArn } = await region.sfn.send(new StartExecutionCommand({ stateMachineArn: parent }))
  const child = `${StateMachineArn.replace(':stateMachine:', ':execution:')}:stopped`
  const statusOf = async () => {
    const describe = new DescribeExecutionCommand({ executionArn: child })
    return (await region.sfn.send(describe).catch(() => undefined))?.status
  }
  await eventually(async () => (await statusOf()) === 'RUNNING')
  await eventually(async () => {
    const { events } = await region.sfn.send(new GetExecutionHistoryCommand({ executionArn }))
    return events?.some(({ type }) => type === 'TaskSubmitted')
  })
  await region.sfn.send(new StopExecutionCommand({ executionArn }))
  await eventually(async () => (await statusOf()) === 'ABORTED')
})
