import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetActivityTaskCommand,
  GetExecutionHistoryCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { AwsEvent } from '../../../services/events/aws-event.ts'
import type { EventSink } from '../../../services/states/executions/status-changes.ts'
import { functionArn, roleArn } from '../../../testing/arns.ts'
import { eventually } from '../../../testing/eventually.ts'
import { type FakeClock, fakeClock } from '../../../testing/fake-clock.ts'
import { startRegion, type TestFunction, type TestRegion } from '../../../testing/state-machines.ts'

let dataDir: string
let clock: FakeClock
let region: TestRegion
let functions: Record<string, TestFunction>
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'sfs3-'))
  clock = fakeClock()
  functions = {}
  region = await startRegion({ dataDir, clock, functions })
})
afterEach(async () => {
  await region.stop()
  await rm(dataDir, { recursive: true, force: true })
})

async function restart() {
  await region.stop()
  region = await startRegion({ dataDir, clock, functions })
}

let machines = 0
async function start(States: Record<string, object>, input = '{}'): Promise<string> {
  const definition = JSON.stringify({ StartAt: Object.keys(States)[0], States })
  const create = new CreateStateMachineCommand({ name: `machine-${machines++}`, roleArn, definition })
  const { stateMachineArn } = await region.sfn.send(create)
  const { executionArn = '' } = await region.sfn.send(new StartExecutionCommand({ stateMachineArn, input }))
  return executionArn
}

const describe_ = (executionArn: string) => region.sfn.send(new DescribeExecutionCommand({ executionArn }))
const ended = (executionArn: string) =>
  eventually(async () => {
    const described = await describe_(executionArn)
    return described.status !== 'RUNNING' && described
  })
const history = async (executionArn: string) =>
  (await region.sfn.send(new GetExecutionHistoryCommand({ executionArn }))).events ?? []
const count = async (executionArn: string, type: string) =>
  (await history(executionArn)).filter((event) => event.type === type).length

/** An EventBridge that takes events, unless its disk is full. */
function eventBridge() {
  const taken: AwsEvent[] = []
  const state = { full: false }
  const sink: EventSink = {
    statusChangeEvent: ({ executionArn, name, status }) => ({
      ...{
        version: '0',
        id: `${name} ${status}`,
        source: 'aws.states',
        'detail-type': 'change',
        account: '',
        region: '',
      },
      ...{ time: '2026-01-01T00:00:00Z', resources: [executionArn], detail: { status } },
    }),
    accept(event) {
      if (state.full) throw new Error('database or disk is full')
      taken.push(event)
    },
  }
  return { sink, state, taken, statuses: () => taken.map(({ detail }) => detail.status) }
}

test('what EventBridge could not take before the process ended, it gets after the next start, and once it has it, never again', async () => {
  const { sink, state, taken, statuses } = eventBridge()
  await region.stop()
  region = await startRegion({ dataDir, clock, events: sink })
  state.full = true
  const executionArn = await start({ Done: { Type: 'Pass', End: true } })
  await ended(executionArn)
  expect(region.logged).toEqual([
    `the status change of ${executionArn} waits: database or disk is full`,
    `the status change of ${executionArn} waits: database or disk is full`,
  ])

  await region.stop()
  state.full = false
  region = await startRegion({ dataDir, clock, events: sink })
  expect(statuses()).toEqual(['RUNNING', 'SUCCEEDED'])
  expect(taken.map(({ resources }) => resources)).toEqual([[executionArn], [executionArn]])

  await region.stop()
  region = await startRegion({ dataDir, clock, events: sink })
  expect(taken).toHaveLength(2)
})

test('what EventBridge could not take is sent again a second later', async () => {
  const { sink, state, statuses } = eventBridge()
  await region.stop()
  region = await startRegion({ dataDir, clock, events: sink })
  state.full = true
  await ended(await start({ Done: { Type: 'Fail', Error: 'no' } }))
  state.full = false
  clock.advance(1000)
  expect(statuses()).toEqual(['RUNNING', 'FAILED'])
})

test('a wait ends at its original time', async () => {
  const executionArn = await start({ Wait: { Type: 'Wait', Seconds: 60, End: true } })
  clock.advance(40_000)
  await restart()
  clock.advance(19_999)
  expect((await describe_(executionArn)).status).toBe('RUNNING')
  clock.advance(1)
  const { startDate, stopDate } = await ended(executionArn)
  expect(Number(stopDate) - Number(startDate)).toBe(60_000)
})

test('a wait that ended while nothing ran goes on at once', async () => {
  const executionArn = await start({ Wait: { Type: 'Wait', Seconds: 60, End: true } })
  await region.stop()
  clock.advance(3_600_000)
  region = await startRegion({ dataDir, clock, functions })
  clock.advance(0)
  expect((await ended(executionArn)).status).toBe('SUCCEEDED')
})

test('a function that was running runs again, one that was done does not', async () => {
  const ran: string[] = []
  functions.first = () => {
    ran.push('first')
    return 1
  }
  functions.second = () => {
    ran.push('second')
    return ran.filter((name) => name === 'second').length === 1 ? new Promise<never>(() => {}) : 2
  }
  const executionArn = await start({
    First: { Type: 'Task', Resource: functionArn('first'), Next: 'Second' },
    Second: { Type: 'Task', Resource: functionArn('second'), End: true },
  })
  await eventually(() => ran.includes('second'))
  await restart()
  expect((await ended(executionArn)).output).toBe('2')
  expect(ran).toEqual(['first', 'second', 'second'])
  const events = await history(executionArn)
  expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1))
  expect(await count(executionArn, 'LambdaFunctionScheduled')).toBe(2)
})

test('a retry fires at its original time, with the count it had', async () => {
  const at: number[] = []
  functions.flaky = () => {
    at.push(clock.now())
    if (at.length < 3) throw new Error('not yet')
    return at.length
  }
  const Retry = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 10, MaxAttempts: 2, BackoffRate: 2 }]
  const executionArn = await start({ Flaky: { Type: 'Task', Resource: functionArn('flaky'), Retry, End: true } })
  const began = clock.now()
  await eventually(async () => (await count(executionArn, 'LambdaFunctionFailed')) === 1)
  clock.advance(4_000)
  await restart()
  clock.advance(6_000)
  await eventually(async () => (await count(executionArn, 'LambdaFunctionFailed')) === 2)
  await restart()
  clock.advance(20_000)
  expect((await ended(executionArn)).output).toBe('3')
  expect(at).toEqual([began, began + 10_000, began + 30_000])
})

const asking = {
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
  Parameters: { FunctionName: 'ask', Payload: { 'token.$': '$$.Task.Token' } },
  End: true,
}

test('a request that was submitted is not sent again; its token, heartbeat and timeout still hold', async () => {
  const tokens: string[] = []
  functions.ask = (input) => {
    tokens.push((input as { token: string }).token)
    return null
  }
  const answered = await start({ Ask: { ...asking, HeartbeatSeconds: 30 } })
  const silent = await start({ Ask: { ...asking, TimeoutSeconds: 100 } })
  await eventually(async () => (await count(answered, 'TaskSubmitted')) + (await count(silent, 'TaskSubmitted')) === 2)
  clock.advance(20_000)
  await restart()
  await region.sfn.send(new SendTaskHeartbeatCommand({ taskToken: tokens[0] }))
  clock.advance(20_000)
  await restart()
  await region.sfn.send(new SendTaskSuccessCommand({ taskToken: tokens[0], output: '"yes"' }))
  expect((await ended(answered)).output).toBe('"yes"')
  expect(tokens).toHaveLength(2)

  clock.advance(59_999)
  expect((await describe_(silent)).status).toBe('RUNNING')
  clock.advance(1)
  expect(await ended(silent)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' })
})

test('an activity task that a worker has is not given to another; one that nobody has is', async () => {
  const { activityArn = '' } = await region.sfn.send(new CreateActivityCommand({ name: 'pack' }))
  const executionArn = await start({ Pack: { Type: 'Task', Resource: activityArn, End: true } })
  const task = { Type: 'Task', Resource: activityArn, End: true }
  await restart()
  const { taskToken } = await region.sfn.send(new GetActivityTaskCommand({ activityArn }))
  await restart()
  const other = await start({ Pack: task }, '"other"')
  expect((await region.sfn.send(new GetActivityTaskCommand({ activityArn }))).input).toBe('"other"')
  await region.sfn.send(new SendTaskSuccessCommand({ taskToken, output: '"packed"' }))
  expect((await ended(executionArn)).output).toBe('"packed"')
  expect(await count(executionArn, 'ActivityScheduled')).toBe(1)
  expect((await describe_(other)).status).toBe('RUNNING')
})

test('nested executions and Map Runs find their children again', async () => {
  const wait = { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 60, End: true } } }
  const create = new CreateStateMachineCommand({ name: 'nested', roleArn, definition: JSON.stringify(wait) })
  const { stateMachineArn: StateMachineArn } = await region.sfn.send(create)
  const executionArn = await start(
    {
      Both: {
        Type: 'Parallel',
        End: true,
        Branches: [
          {
            StartAt: 'Nest',
            States: {
              Nest: {
                Type: 'Task',
                Resource: 'arn:aws:states:::states:startExecution.sync:2',
                Parameters: { StateMachineArn, Input: { n: 1 } },
                OutputPath: '$.Output',
                End: true,
              },
            },
          },
          {
            StartAt: 'Each',
            States: {
              Each: {
                Type: 'Map',
                ItemsPath: '$.items',
                ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, ...wait },
                End: true,
              },
            },
          },
        ],
      },
    },
    '{"items":["a","b"]}',
  )
  await eventually(async () => (await count(executionArn, 'TaskSubmitted')) === 1)
  await eventually(() => region.stepFunctions.states.driver.open === 4)
  clock.advance(30_000)
  await restart()
  expect(region.stepFunctions.states.driver.open).toBe(4)
  clock.advance(30_000)
  expect((await ended(executionArn)).output).toBe('[{"n":1},["a","b"]]')
  expect(await count(executionArn, 'TaskSubmitted')).toBe(1)
})

test('a nested execution that had been started, and was even done, is found and not started again', async () => {
  const pass = { StartAt: 'P', States: { P: { Type: 'Pass', Result: 'nested', End: true } } }
  const create = new CreateStateMachineCommand({ name: 'quick', roleArn, definition: JSON.stringify(pass) })
  const { stateMachineArn: StateMachineArn = '' } = await region.sfn.send(create)
  const executionArn = await start({
    Nest: {
      Type: 'Task',
      Resource: 'arn:aws:states:::states:startExecution.sync:2',
      Parameters: { StateMachineArn, Name: 'only', Input: { n: 1 } },
      OutputPath: '$.Output',
      End: true,
    },
  })
  // The child is there, its parent has not heard of it yet.
  const child = `${StateMachineArn.replace(':stateMachine:', ':execution:')}:only`
  const { store } = region.stepFunctions.states
  await eventually(() => store.executions.get(child)?.status === 'SUCCEEDED')
  expect(store.executions.get(executionArn)?.status).toBe('RUNNING')
  await restart()
  expect((await ended(executionArn)).output).toBe('"nested"')
})

test('an execution whose journal cannot be replayed fails with the reason, and the others go on', async () => {
  const spoiled = await start({ Wait: { Type: 'Wait', Seconds: 60, End: true } })
  const healthy = await start({ Wait: { Type: 'Wait', Seconds: 60, End: true } })
  await region.stop()
  const database = new DatabaseSync(join(dataDir, 'step-functions.sqlite'))
  database.exec(`UPDATE journal SET event = '{"type":' WHERE execution = 1`)
  database.close()
  region = await startRegion({ dataDir, clock, functions })

  expect(await describe_(spoiled)).toMatchObject({
    status: 'FAILED',
    error: 'States.Runtime',
    cause: expect.stringContaining('The execution cannot be resumed after a restart: '),
  })
  const events = await history(spoiled)
  expect(events.map(({ id }) => id)).toEqual([1, 2, 3])
  expect(events.at(-1)?.type).toBe('ExecutionFailed')
  clock.advance(60_000)
  expect((await ended(healthy)).status).toBe('SUCCEEDED')
})

test('what could not be written is refused, never happened, and is done again a moment later', async () => {
  const executionArn = await start({ Wait: { Type: 'Wait', Seconds: 60, End: true } })
  const { stateMachineArn } = await describe_(executionArn)
  const intruder = new DatabaseSync(join(dataDir, 'step-functions.sqlite'))
  intruder.exec('BEGIN IMMEDIATE')
  const started = region.sfn.send(new StartExecutionCommand({ stateMachineArn, name: 'refused' }))
  await expect(started).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } })
  clock.advance(60_000)
  await eventually(() => region.logged.some((line) => line.includes('could not be recorded')))
  expect((await describe_(executionArn)).status).toBe('RUNNING')

  intruder.exec('ROLLBACK')
  intruder.close()
  clock.advance(1_000)
  clock.advance(0)
  expect((await ended(executionArn)).status).toBe('SUCCEEDED')
  expect((await history(executionArn)).map(({ id }) => id)).toEqual([1, 2, 3, 4])
  await region.sfn.send(new StartExecutionCommand({ stateMachineArn, name: 'refused' }))
})
