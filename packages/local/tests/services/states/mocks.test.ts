import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  StartExecutionCommand,
  StartSyncExecutionCommand,
} from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { readMockConfig } from '../../../services/states/mocks/mock-config.ts'
import { createMocks } from '../../../services/states/mocks/mocks.ts'
import { roleArn } from '../../../testing/arns.ts'
import { eventually } from '../../../testing/eventually.ts'
import { startRegion, type TestRegion } from '../../../testing/state-machines.ts'

const service = (action: string) => `arn:aws:states:::${action}`
const activity = 'arn:aws:states:us-east-1:000000000000:activity:paint'
const machineArn = (name: string) => `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`
const returns = (value: unknown) => ({ 0: { Return: value } })

/** The example of AWS's page, and what other tests here need. */
const config = {
  StateMachines: {
    LambdaSQSIntegration: {
      TestCases: {
        HappyPath: { LambdaState: 'Greeting', SQSState: 'Sent' },
        RetryPath: { LambdaState: 'FourthTime', SQSState: 'Sent' },
        HybridPath: { LambdaState: 'Greeting' },
        TooShort: { LambdaState: 'OnlyFails' },
        Misspelt: { LambdaStat: 'Greeting' },
        NoTask: { Pause: 'Sent' },
      },
    },
    Waiting: { TestCases: { Answered: { Callback: 'Sent', Job: 'Sent', Paint: 'Sent', Sdk: 'Sent' } } },
    Outer: { TestCases: { Plain: { Other: 'Sent' } } },
  },
  MockedResponses: {
    Greeting: returns({ StatusCode: 200, Payload: { body: 'Hello from Lambda!' } }),
    Sent: returns({ MessageId: '3bcb6e8e' }),
    OnlyFails: { 0: { Throw: { Error: 'Lambda.TimeoutException', Cause: 'Lambda timed out.' } } },
    FourthTime: {
      0: { Throw: { Error: 'Lambda.ResourceNotReadyException', Cause: 'Lambda resource is not ready.' } },
      '1-2': { Throw: { Error: 'Lambda.TimeoutException', Cause: 'Lambda timed out.' } },
      3: { Return: { StatusCode: 200, Payload: { body: 'Hello at last!' } } },
    },
  },
}

let folder: string
let file: string
let region: TestRegion
const restarted = async () => {
  await region.stop()
  region = await startRegion({ mocks: createMocks(file), dataDir: folder, clock: region.clock })
}
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sfs3-mocks-'))
  file = join(folder, 'MockConfigFile.json')
  writeFileSync(file, JSON.stringify(config))
  region = await startRegion({ mocks: createMocks(file), dataDir: folder })
  await create('LambdaSQSIntegration', {
    StartAt: 'LambdaState',
    States: {
      LambdaState: {
        Type: 'Task',
        Resource: service('lambda:invoke'),
        Parameters: { FunctionName: 'HelloWorldFunction', 'Payload.$': '$' },
        Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 2, MaxAttempts: 3, BackoffRate: 2 }],
        Next: 'Pause',
      },
      Pause: { Type: 'Wait', Seconds: 60, Next: 'SQSState' },
      SQSState: {
        Type: 'Task',
        Resource: service('sqs:sendMessage'),
        Parameters: { QueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/myQueue', 'MessageBody.$': '$' },
        End: true,
      },
    },
  })
})
afterAll(async () => {
  await region.stop()
  rmSync(folder, { recursive: true })
})

async function create(name: string, definition: object, type: 'STANDARD' | 'EXPRESS' = 'STANDARD'): Promise<void> {
  await region.sfn.send(new CreateStateMachineCommand({ name, roleArn, type, definition: JSON.stringify(definition) }))
}

const start = async (stateMachineArn: string) =>
  (await region.sfn.send(new StartExecutionCommand({ stateMachineArn }))).executionArn ?? ''

/** How it ended; time moves on whenever nothing else can happen. */
const ended = (executionArn: string) =>
  eventually(async () => {
    const execution = await region.sfn.send(new DescribeExecutionCommand({ executionArn }))
    if (execution.status !== 'RUNNING') return execution
    region.clock.next()
    return undefined
  })

const types = async (executionArn: string) =>
  (await region.sfn.send(new GetExecutionHistoryCommand({ executionArn }))).events?.map(({ type }) => type)

test('a test case behind the ARN of the machine answers in the place of services', async () => {
  const executionArn = await start(`${machineArn('LambdaSQSIntegration')}#HappyPath`)

  expect(await ended(executionArn)).toMatchObject({
    status: 'SUCCEEDED',
    output: '{"MessageId":"3bcb6e8e"}',
    stateMachineArn: machineArn('LambdaSQSIntegration'),
  })
  expect(await types(executionArn)).toEqual([
    'ExecutionStarted',
    'TaskStateEntered',
    'TaskScheduled',
    'TaskStarted',
    'TaskSucceeded',
    'TaskStateExited',
    'WaitStateEntered',
    'WaitStateExited',
    'TaskStateEntered',
    'TaskScheduled',
    'TaskStarted',
    'TaskSucceeded',
    'TaskStateExited',
    'ExecutionSucceeded',
  ])
})

test('each attempt has its own answer', async () => {
  const executionArn = await start(`${machineArn('LambdaSQSIntegration')}#RetryPath`)

  expect((await ended(executionArn)).status).toBe('SUCCEEDED')
  const { events = [] } = await region.sfn.send(new GetExecutionHistoryCommand({ executionArn }))
  expect(events.flatMap(({ taskFailedEventDetails: failed }) => failed?.error ?? [])).toEqual([
    'Lambda.ResourceNotReadyException',
    'Lambda.TimeoutException',
    'Lambda.TimeoutException',
  ])
})

test('an attempt without an answer fails the execution, and says which', async () => {
  expect(await ended(await start(`${machineArn('LambdaSQSIntegration')}#TooShort`))).toMatchObject({
    status: 'FAILED',
    error: 'States.Runtime',
    cause: expect.stringContaining(`'OnlyFails' of state 'LambdaState' has none for attempt "1"`),
  })
})

test('what a test case does not name calls its service', async () => {
  const { status, error } = await ended(await start(`${machineArn('LambdaSQSIntegration')}#HybridPath`))

  expect([status, error]).toEqual(['FAILED', 'SQS.QueueDoesNotExistException'])
})

test('callbacks, jobs, activities and services that are not run here are mocked, too', async () => {
  await region.sfn.send(new CreateActivityCommand({ name: 'paint' }))
  const task = (Resource: string, rest: object) => ({ Type: 'Task', Resource, ...rest })
  await create('Waiting', {
    StartAt: 'Callback',
    States: {
      Callback: task(service('sqs:sendMessage.waitForTaskToken'), {
        Parameters: { QueueUrl: 'nowhere', 'MessageBody.$': '$$.Task.Token' },
        Next: 'Job',
      }),
      Job: task(service('glue:startJobRun.sync'), { Parameters: { JobName: 'extract' }, Next: 'Paint' }),
      Paint: task(activity, { Next: 'Sdk' }),
      Sdk: task(service('aws-sdk:ec2:describeInstances'), { End: true }),
    },
  })
  const executionArn = await start(`${machineArn('Waiting')}#Answered`)

  expect(await ended(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '{"MessageId":"3bcb6e8e"}' })
  expect((await types(executionArn))?.filter((type) => type?.startsWith('Activity'))).toEqual([
    'ActivityScheduled',
    'ActivityStarted',
    'ActivitySucceeded',
  ])
})

test('without a mock, what is not run here fails when it is entered, and says what to do', async () => {
  await create('Unmocked', {
    StartAt: 'Extract',
    States: { Extract: { Type: 'Task', Resource: service('glue:startJobRun'), Parameters: {}, End: true } },
  })

  expect(await ended(await start(machineArn('Unmocked')))).toMatchObject({
    status: 'FAILED',
    error: 'States.Runtime',
    cause:
      "The local region does not run 'glue:startJobRun', which state 'Extract' asks for: mock the state, with SFN_MOCK_CONFIG or a test's region.mock",
  })
})

test('a nested execution is started with a test case of its own', async () => {
  const StateMachineArn = `${machineArn('LambdaSQSIntegration')}#HappyPath`
  await create('Outer', {
    StartAt: 'Inner',
    States: {
      Inner: {
        Type: 'Task',
        Resource: service('states:startExecution.sync:2'),
        Parameters: { StateMachineArn },
        OutputPath: '$.Output',
        End: true,
      },
    },
  })

  expect(await ended(await start(machineArn('Outer')))).toMatchObject({ output: '{"MessageId":"3bcb6e8e"}' })
})

test('a synchronous execution has test cases', async () => {
  await create('Waiting-now', { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } }, 'EXPRESS')
  const unknown = new StartSyncExecutionCommand({ stateMachineArn: `${machineArn('Waiting-now')}#Answered` })
  await expect(region.sfn.send(unknown)).rejects.toMatchObject({
    message: expect.stringContaining("has no test cases of 'Waiting-now'"),
  })

  const States = { LambdaState: { Type: 'Task', Resource: service('glue:startJobRun'), Parameters: {}, End: true } }
  writeFileSync(
    file,
    JSON.stringify({
      ...config,
      StateMachines: { ...config.StateMachines, Quick: { TestCases: { Only: { LambdaState: 'Sent' } } } },
    }),
  )
  utimesSync(file, 1, 1) // Its time is another one, whatever the file system's clock.
  await create('Quick', { StartAt: 'LambdaState', States }, 'EXPRESS')
  const { status, output } = await region.sfn.send(
    new StartSyncExecutionCommand({ stateMachineArn: `${machineArn('Quick')}#Only` }),
  )

  expect([status, output]).toEqual(['SUCCEEDED', '{"MessageId":"3bcb6e8e"}'])
})

test('an execution keeps its test case when the region is restarted', async () => {
  const executionArn = await start(`${machineArn('LambdaSQSIntegration')}#HappyPath`)
  await eventually(async () => (await types(executionArn))?.at(-1) === 'WaitStateEntered')
  await restarted()

  expect((await ended(executionArn)).status).toBe('SUCCEEDED')
})

test.each([
  ['HapyPath', "has no test case 'HapyPath' of 'LambdaSQSIntegration': did you mean 'HappyPath'?"],
  ['Misspelt', "there is no Task state 'LambdaStat': did you mean 'LambdaState'?"],
  ['NoTask', "'Pause' is a Wait state: only Task states have mocks"],
])('test case %s is refused: %s', async (testCase, message) => {
  await expect(start(`${machineArn('LambdaSQSIntegration')}#${testCase}`)).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining(message),
  })
})

test.each([
  ['{', /MockConfigFile\.json is no JSON: /],
  [{ StateMachines: {} }, /MockConfigFile\.json: MockedResponses: Invalid input/],
  [
    { StateMachines: {}, MockedResponses: { A: { first: returns(1)[0] } } },
    /MockedResponses\.A\.first: is no attempt: "0" is the first try/,
  ],
  [
    { StateMachines: {}, MockedResponses: { A: { 0: { Return: {}, Throw: { Error: 'E' } } } } },
    /MockedResponses\.A\.0: must have either Return or Throw/,
  ],
  [
    { StateMachines: {}, MockedResponses: { A: { '0-2': { Return: 1 }, 2: { Return: 2 } } } },
    /MockedResponses\.A\.2: is also in "0-2"/,
  ],
  [
    { StateMachines: { M: { TestCases: { T: { S: 'Sant' } } } }, MockedResponses: { Sent: returns(1) } },
    /StateMachines\.M\.TestCases\.T\.S: there is no 'Sant' in MockedResponses: did you mean 'Sent'\?/,
  ],
])('a file with %j names the place', (content, message) => {
  const broken = join(folder, 'MockConfigFile.json')
  writeFileSync(broken, typeof content === 'string' ? content : JSON.stringify(content))

  expect(() => readMockConfig(broken)).toThrow(message)
})
