import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  DeleteActivityCommand,
  DescribeExecutionCommand,
  GetActivityTaskCommand,
  GetExecutionHistoryCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { roleArn } from '../../../testing/arns.ts'
import { eventually } from '../../../testing/eventually.ts'
import { startRegion, type TestRegion } from '../../../testing/state-machines.ts'

const tokens: string[] = []
let region: TestRegion
beforeAll(async () => {
  region = await startRegion({
    functions: {
      ask: (input) => {
        tokens.push((input as { token: string }).token)
        return null
      },
    },
  })
})
afterAll(() => region.stop())

let machines = 0
async function start(state: object): Promise<string> {
  const definition = JSON.stringify({ StartAt: 'Task', States: { Task: { Type: 'Task', End: true, ...state } } })
  const create = new CreateStateMachineCommand({ name: `machine-${machines++}`, roleArn, definition })
  const { stateMachineArn } = await region.sfn.send(create)
  const { executionArn = '' } = await region.sfn.send(new StartExecutionCommand({ stateMachineArn }))
  return executionArn
}

const asking = {
  Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
  Parameters: { FunctionName: 'ask', Payload: { 'token.$': '$$.Task.Token' } },
}

/** Starts an execution that asks, and gives the token it was asked with. */
async function ask(state: object = {}): Promise<{ executionArn: string; taskToken: string }> {
  const asked = tokens.length
  const executionArn = await start({ ...asking, ...state })
  return { executionArn, taskToken: await eventually(() => tokens[asked]) }
}

const ended = (executionArn: string) =>
  eventually(async () => {
    const described = await region.sfn.send(new DescribeExecutionCommand({ executionArn }))
    return described.status !== 'RUNNING' && described
  })

const types = async (executionArn: string) => {
  const { events } = await region.sfn.send(new GetExecutionHistoryCommand({ executionArn }))
  return events?.map(({ type }) => type)
}

const deadToken = { name: 'TaskTimedOut', message: "Task Timed Out: 'Provided task does not exist anymore'" }

test('who holds the token ends the task with an output', async () => {
  const { executionArn, taskToken } = await ask()
  await region.sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{"approved":true}' }))
  expect(await ended(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '{"approved":true}' })
  expect(await types(executionArn)).toEqual([
    'ExecutionStarted',
    'TaskStateEntered',
    'TaskScheduled',
    'TaskStarted',
    'TaskSubmitted',
    'TaskSucceeded',
    'TaskStateExited',
    'ExecutionSucceeded',
  ])
  await expect(region.sfn.send(new SendTaskSuccessCommand({ taskToken, output: '1' }))).rejects.toMatchObject(deadToken)
})

test('who holds the token fails the task', async () => {
  const { executionArn, taskToken } = await ask()
  await region.sfn.send(new SendTaskFailureCommand({ taskToken, error: 'Rejected', cause: 'Too expensive' }))
  expect(await ended(executionArn)).toMatchObject({ status: 'FAILED', error: 'Rejected', cause: 'Too expensive' })
})

test('heartbeats keep the task alive; without one it times out and its token is dead', async () => {
  const { executionArn, taskToken } = await ask({ HeartbeatSeconds: 10, TimeoutSeconds: 600 })
  await eventually(async () => (await types(executionArn))?.includes('TaskSubmitted'))
  for (let beat = 0; beat < 3; beat++) {
    region.clock.advance(9_000)
    await region.sfn.send(new SendTaskHeartbeatCommand({ taskToken }))
  }
  expect((await region.sfn.send(new DescribeExecutionCommand({ executionArn }))).status).toBe('RUNNING')
  region.clock.advance(10_000)
  const { status, error, cause } = await ended(executionArn)
  expect({ status, error, cause }).toEqual({ status: 'FAILED', error: 'States.Timeout' })
  await expect(region.sfn.send(new SendTaskHeartbeatCommand({ taskToken }))).rejects.toMatchObject(deadToken)
})

test('the token of a stopped execution is dead; what never was a token is invalid', async () => {
  const { executionArn, taskToken } = await ask()
  await region.sfn.send(new StopExecutionCommand({ executionArn }))
  await expect(region.sfn.send(new SendTaskFailureCommand({ taskToken }))).rejects.toMatchObject(deadToken)
  const never = region.sfn.send(new SendTaskFailureCommand({ taskToken: 'never' }))
  await expect(never).rejects.toMatchObject({ name: 'InvalidToken', message: "Invalid Token: 'Invalid token'" })
})

test('an output that is not JSON is refused, and the token stays good', async () => {
  const { executionArn, taskToken } = await ask()
  const send = region.sfn.send(new SendTaskSuccessCommand({ taskToken, output: 'fine' }))
  await expect(send).rejects.toMatchObject({ name: 'InvalidOutput' })
  await region.sfn.send(new SendTaskSuccessCommand({ taskToken, output: '"fine"' }))
  expect((await ended(executionArn)).output).toBe('"fine"')
})

test('an answer that comes before the request was answered is told after it', async () => {
  let released = () => {}
  const early = await startRegion({
    functions: {
      ask: async (input) => {
        tokens.push((input as { token: string }).token)
        await new Promise<void>((resolve) => {
          released = resolve
        })
        return null
      },
    },
  })
  const asked = tokens.length
  const definition = JSON.stringify({ StartAt: 'Task', States: { Task: { Type: 'Task', End: true, ...asking } } })
  const { stateMachineArn } = await early.sfn.send(
    new CreateStateMachineCommand({ name: 'early', roleArn, definition }),
  )
  const { executionArn } = await early.sfn.send(new StartExecutionCommand({ stateMachineArn }))
  const taskToken = await eventually(() => tokens[asked])
  const sent = early.sfn.send(new SendTaskSuccessCommand({ taskToken, output: '"quick"' }))
  await eventually(() => early.stepFunctions.states.driver.open === 1)
  released()
  await sent
  const { events } = await early.sfn.send(new GetExecutionHistoryCommand({ executionArn }))
  expect(events?.map(({ type }) => type).slice(4, 6)).toEqual(['TaskSubmitted', 'TaskSucceeded'])
  await early.stop()
})

test('a worker polls for an activity task, takes it and answers', async () => {
  const { activityArn = '' } = await region.sfn.send(new CreateActivityCommand({ name: 'pack' }))
  const executionArn = await start({ Resource: activityArn, TimeoutSeconds: 60 })
  const task = await region.sfn.send(new GetActivityTaskCommand({ activityArn, workerName: 'hands' }))
  expect(task.input).toBe('{}')
  await region.sfn.send(new SendTaskSuccessCommand({ taskToken: task.taskToken, output: '{"packed":true}' }))
  expect((await ended(executionArn)).output).toBe('{"packed":true}')
  expect(await types(executionArn)).toEqual([
    'ExecutionStarted',
    'TaskStateEntered',
    'ActivityScheduled',
    'ActivityStarted',
    'ActivitySucceeded',
    'TaskStateExited',
    'ExecutionSucceeded',
  ])
})

test('a worker that came first gets the task when it comes, or nothing after a minute', async () => {
  const { activityArn = '' } = await region.sfn.send(new CreateActivityCommand({ name: 'sort' }))
  const polls = () => {
    const before = region.clock.pending
    const poll = region.sfn.send(new GetActivityTaskCommand({ activityArn }))
    return { poll, polling: eventually(() => region.clock.pending > before) }
  }
  const first = polls()
  await first.polling
  await start({ Resource: activityArn })
  expect((await first.poll).taskToken).toEqual(expect.any(String))

  const second = polls()
  await second.polling
  region.clock.advance(60_000)
  expect((await second.poll).taskToken).toBeUndefined()
})

test('a state whose activity is not there cannot go on', async () => {
  const executionArn = await start({ Resource: 'arn:aws:states:us-east-1:000000000000:activity:nobody' })
  expect(await ended(executionArn)).toMatchObject({
    status: 'FAILED',
    error: 'States.Runtime',
    cause:
      "An error occurred while executing the state 'Task' (entered at the event id #2). The activity arn:aws:states:us-east-1:000000000000:activity:nobody does not exist.",
  })
})

test('an activity that was deleted is not there', async () => {
  const { activityArn } = await region.sfn.send(new CreateActivityCommand({ name: 'gone' }))
  await region.sfn.send(new DeleteActivityCommand({ activityArn }))
  const poll = region.sfn.send(new GetActivityTaskCommand({ activityArn }))
  await expect(poll).rejects.toMatchObject({
    name: 'ActivityDoesNotExist',
    message: `Activity Does Not Exist: '${activityArn}'`,
  })
})
