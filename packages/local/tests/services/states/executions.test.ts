import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { roleArn } from '../../../testing/arns.ts'
import { eventually } from '../../../testing/eventually.ts'
import { startRegion, type TestRegion } from '../../../testing/state-machines.ts'

let region: TestRegion
beforeAll(async () => {
  region = await startRegion({ functions: { double: (input) => Number(input) * 2 } })
})
afterAll(() => region.stop())

const passMachine = { StartAt: 'Greet', States: { Greet: { Type: 'Pass', Result: { greeting: 'hello' }, End: true } } }
const waitMachine = { StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 60, End: true } } }

async function create(name: string, definition: object): Promise<string> {
  const { stateMachineArn = '' } = await region.sfn.send(
    new CreateStateMachineCommand({ name, roleArn, definition: JSON.stringify(definition) }),
  )
  return stateMachineArn
}

const describe_ = (executionArn: string | undefined) => region.sfn.send(new DescribeExecutionCommand({ executionArn }))

test('an execution runs, and tells of itself as on AWS', async () => {
  const stateMachineArn = await create('greeter', passMachine)
  const { executionArn, startDate } = await region.sfn.send(
    new StartExecutionCommand({ stateMachineArn, name: 'first', input: '{"who": "me"}' }),
  )

  expect(executionArn).toBe('arn:aws:states:us-east-1:000000000000:execution:greeter:first')
  expect(startDate).toEqual(new Date('2026-01-01T00:00:00Z'))
  expect(await describe_(executionArn)).toMatchObject({
    executionArn,
    stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:greeter',
    name: 'first',
    status: 'SUCCEEDED',
    input: '{"who": "me"}',
    inputDetails: { included: true },
    output: '{"greeting":"hello"}',
    outputDetails: { included: true },
    redriveCount: 0,
    redriveStatus: 'NOT_REDRIVABLE',
    redriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
  })
})

test('its history is that of AWS, forward and backward, page by page', async () => {
  const stateMachineArn = await create('historian', passMachine)
  const { executionArn } = await region.sfn.send(new StartExecutionCommand({ stateMachineArn }))

  const { events } = await region.sfn.send(new GetExecutionHistoryCommand({ executionArn }))
  const timestamp = new Date('2026-01-01T00:00:00Z')
  expect(events).toEqual([
    {
      id: 1,
      previousEventId: 0,
      timestamp,
      type: 'ExecutionStarted',
      executionStartedEventDetails: { input: '{}', inputDetails: { truncated: false }, roleArn },
    },
    {
      id: 2,
      previousEventId: 0,
      timestamp,
      type: 'PassStateEntered',
      stateEnteredEventDetails: { name: 'Greet', input: '{}', inputDetails: { truncated: false } },
    },
    {
      id: 3,
      previousEventId: 2,
      timestamp,
      type: 'PassStateExited',
      stateExitedEventDetails: {
        name: 'Greet',
        output: '{"greeting":"hello"}',
        outputDetails: { truncated: false },
      },
    },
    {
      id: 4,
      previousEventId: 3,
      timestamp,
      type: 'ExecutionSucceeded',
      executionSucceededEventDetails: { output: '{"greeting":"hello"}', outputDetails: { truncated: false } },
    },
  ])

  const backward = await region.sfn.send(
    new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 3 }),
  )
  expect(backward.events?.map(({ id }) => id)).toEqual([4, 3, 2])
  const rest = await region.sfn.send(
    new GetExecutionHistoryCommand({
      executionArn,
      reverseOrder: true,
      maxResults: 3,
      nextToken: backward.nextToken,
      includeExecutionData: false,
    }),
  )
  expect(rest.events?.map(({ id }) => id)).toEqual([1])
  expect(rest.events?.[0]?.executionStartedEventDetails).toEqual({ roleArn })
  expect(rest.nextToken).toBeUndefined()
})

test('starting again under the same name finds the running execution, but only with the same input', async () => {
  const stateMachineArn = await create('waiter', waitMachine)
  const start = (input: string) => region.sfn.send(new StartExecutionCommand({ stateMachineArn, name: 'once', input }))
  const first = await start('{"a":1}')
  region.clock.advance(5_000)

  expect(await start('{"a":1}')).toMatchObject({ executionArn: first.executionArn, startDate: first.startDate })
  await expect(start('{"a":2}')).rejects.toMatchObject({
    name: 'ExecutionAlreadyExists',
    message: `Execution Already Exists: '${first.executionArn}'`,
  })
  region.clock.advance(60_000)
  await eventually(async () => (await describe_(first.executionArn)).status === 'SUCCEEDED')
  await expect(start('{"a":1}')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' })

  region.clock.advance(90 * 86_400_000)
  expect((await start('{"a":1}')).startDate?.getTime()).toBeGreaterThan(Number(first.startDate))
})

test('a wait ends when its time has come, not before', async () => {
  const stateMachineArn = await create('sleeper', waitMachine)
  const { executionArn } = await region.sfn.send(new StartExecutionCommand({ stateMachineArn }))
  region.clock.advance(59_999)
  expect((await describe_(executionArn)).status).toBe('RUNNING')
  region.clock.advance(1)
  const ended = await eventually(async () => {
    const described = await describe_(executionArn)
    return described.status === 'SUCCEEDED' && described
  })
  expect(Number(ended.stopDate) - Number(ended.startDate)).toBe(60_000)
})

test('a stopped execution is ABORTED, with what was said of why', async () => {
  const stateMachineArn = await create('stoppable', waitMachine)
  const { executionArn } = await region.sfn.send(new StartExecutionCommand({ stateMachineArn }))
  await region.sfn.send(new StopExecutionCommand({ executionArn, error: 'Enough', cause: 'It took too long' }))
  expect(await describe_(executionArn)).toMatchObject({
    status: 'ABORTED',
    error: 'Enough',
    cause: 'It took too long',
    redriveStatus: 'REDRIVABLE',
  })
})

test('executions are listed, the newest first, by status and page by page', async () => {
  const stateMachineArn = await create('lister', waitMachine)
  for (const name of ['a', 'b', 'c']) await region.sfn.send(new StartExecutionCommand({ stateMachineArn, name }))
  const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:b`
  await region.sfn.send(new StopExecutionCommand({ executionArn }))
  const list = (options: object) => region.sfn.send(new ListExecutionsCommand({ stateMachineArn, ...options }))

  const page = await list({ maxResults: 2 })
  expect(page.executions?.map(({ name, status }) => `${name} ${status}`)).toEqual(['c RUNNING', 'b ABORTED'])
  const next = await list({ maxResults: 2, nextToken: page.nextToken })
  expect(next.executions?.map(({ name }) => name)).toEqual(['a'])
  expect(next.nextToken).toBeUndefined()
  const running = await list({ statusFilter: 'RUNNING' })
  expect(running.executions?.map(({ name }) => name)).toEqual(['c', 'a'])
})

test('a function that a Task state names by its ARN runs with the input and gives the result', async () => {
  const stateMachineArn = await create('doubler', {
    StartAt: 'Double',
    States: {
      Double: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:000000000000:function:double', End: true },
    },
  })
  const { executionArn } = await region.sfn.send(new StartExecutionCommand({ stateMachineArn, input: '21' }))
  const { output } = await eventually(async () => {
    const described = await describe_(executionArn)
    return described.status !== 'RUNNING' && described
  })
  expect(output).toBe('42')
})

test.each([
  ['not_an_arn', 'InvalidArn', "Invalid Arn: 'Invalid ARN prefix: not_an_arn'"],
  [
    'arn:aws:states:us-east-1:000000000000:express:m:n:u',
    'InvalidArn',
    "Invalid Arn: 'Resource type not valid in this context: express'",
  ],
  [
    'arn:aws:states:us-east-1:000000000000:execution:m:nobody',
    'ExecutionDoesNotExist',
    "Execution Does Not Exist: 'arn:aws:states:us-east-1:000000000000:execution:m:nobody'",
  ],
])('describing %s answers %s', async (executionArn, name, message) => {
  await expect(describe_(executionArn)).rejects.toMatchObject({ name, message })
})

test.each([
  [
    'not some json',
    "Invalid State Machine Execution Input: 'Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')'",
  ],
  [
    "{'a': 1}",
    "Invalid State Machine Execution Input: 'Unexpected character (''' (code 39)): was expecting double-quote to start field name'",
  ],
  ['', "Invalid State Machine Execution Input: 'Invalid execution input.'"],
  ['1e400', "Invalid State Machine Execution Input: 'Numeric value (1e400) out of range of double'"],
])('the input %j is refused', async (input, message) => {
  const stateMachineArn = await create('picky', passMachine)
  const start = region.sfn.send(new StartExecutionCommand({ stateMachineArn, input }))
  await expect(start).rejects.toMatchObject({ name: 'InvalidExecutionInput', message })
})

test('an input that is nested too deep is refused', async () => {
  const stateMachineArn = await create('deep', passMachine)
  const start = (levels: number) =>
    region.sfn.send(new StartExecutionCommand({ stateMachineArn, input: '['.repeat(levels) + ']'.repeat(levels) }))

  await start(1000)
  for (const levels of [1001, 10_000, 100_000])
    await expect(start(levels)).rejects.toMatchObject({
      name: 'InvalidExecutionInput',
      message:
        "Invalid State Machine Execution Input: 'Document nesting depth (1001) exceeds the maximum allowed (1000)'",
    })
})

test('status changes are told: RUNNING, then how it ended', async () => {
  const stateMachineArn = await create('teller', passMachine)
  const before = region.changes.length
  const { executionArn } = await region.sfn.send(new StartExecutionCommand({ stateMachineArn, name: 'told' }))
  const told = region.changes.slice(before)
  expect(told.map(({ status }) => status)).toEqual(['RUNNING', 'SUCCEEDED'])
  expect(told[0]).toMatchObject({ executionArn, name: 'told', stopDate: null, output: null, input: '{}' })
  expect(told[1]).toMatchObject({ output: '{"greeting":"hello"}', stopDate: region.clock.now() })
})

test('the next timer can fire before its time; what waits elsewhere goes on waiting', async () => {
  const stateMachineArn = await create('skipped', waitMachine)
  const start = () => region.sfn.send(new StartExecutionCommand({ stateMachineArn }))
  const [{ executionArn = '' }, { executionArn: other = '' }] = [await start(), await start()]
  const { driver } = region.stepFunctions.states
  const due = region.clock.now() + 60_000

  expect(driver.nextTimer(executionArn)).toBe(due)
  expect(driver.skipToNextTimer(executionArn)).toBe(due)
  expect(driver.skipToNextTimer(executionArn)).toBeUndefined()

  await eventually(async () => ((await describe_(executionArn)).status === 'SUCCEEDED' ? true : undefined))
  expect(await describe_(other)).toMatchObject({ status: 'RUNNING' })
  expect(driver.nextTimer(other)).toBe(due)
})
