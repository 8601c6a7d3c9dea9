import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { CreateStateMachineCommand, GetExecutionHistoryCommand, SFNClient } from '@aws-sdk/client-sfn'
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { roleArn } from '../testing/arns.ts'
import type { MockedState } from '../testing/mock-state.ts'
import { startRegion, type TestRegion } from '../testing/region.ts'

const service = join(import.meta.dirname, 'support/service')
const step = 'arn:aws:lambda:us-east-1:000000000000:function:fixture-test-step'

let region: TestRegion
let sfn: SFNClient
const mocks: MockedState[] = []
beforeAll(async () => {
  region = await startRegion({ service, time: 'virtual' })
  sfn = new SFNClient(region.sdk)
})
afterEach(() => {
  for (const mock of mocks.splice(0)) mock.restore()
})
afterAll(async () => {
  sfn.destroy()
  await region.stop()
})

const mock = (...args: Parameters<TestRegion['mock']>) => {
  const mocked = region.mock(...args)
  mocks.push(mocked)
  return mocked
}

async function create(name: string, States: Record<string, object>): Promise<void> {
  const definition = JSON.stringify({ StartAt: Object.keys(States)[0], States })
  await sfn.send(new CreateStateMachineCommand({ name, roleArn, definition }))
}
const arn = (name: string) => `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`

test('a machine runs, and its history is there by state', async () => {
  const execution = await region.run('two-steps', { count: 1 })

  expect(execution).toMatchObject({ machine: 'fixture-test-two-steps', status: 'SUCCEEDED', output: { count: 3 } })
  expect(
    execution.states.map(({ name, type, attempts, input, output }) => [name, type, attempts, input, output]),
  ).toEqual([
    ['First', 'Task', 1, { count: 1 }, { count: 2 }],
    ['Second', 'Task', 1, { count: 2 }, { count: 3 }],
  ])
})

test('a mock answers in each execution one after the other, and tells what it was asked', async () => {
  await create('retrying', {
    Pay: {
      Type: 'Task',
      Resource: step,
      Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 3600, MaxAttempts: 2 }],
      Next: 'Ship',
    },
    Ship: { Type: 'Pass', End: true },
  })
  const pay = mock(arn('retrying'), 'Pay', [{ throws: 'Busy', cause: 'a queue' }, { returns: { paid: true } }])
  const before = region.now()

  const executions = [await region.run(arn('retrying'), { id: 1 }), await region.run(arn('retrying'), { id: 2 })]

  expect(executions.map(({ output }) => output)).toEqual([{ paid: true }, { paid: true }])
  expect(executions[0]?.state('Pay')).toMatchObject({ attempts: 2, failures: [{ error: 'Busy', cause: 'a queue' }] })
  expect(executions[0]?.state('Pay').error).toBeUndefined()
  expect(pay.inputs).toEqual([{ id: 1 }, { id: 1 }, { id: 2 }, { id: 2 }])
  expect(region.now().getTime() - before.getTime()).toBe(2 * 3_600_000)
})

test('a mock may be a function, whose errors are those of the task', async () => {
  mock('two-steps', 'First', (input) => {
    const { count } = input as { count: number }
    if (count < 0) throw new RangeError('too small')
    return { count: count * 10 }
  })

  expect(await region.run('two-steps', { count: 4 })).toMatchObject({ output: { count: 41 } })
  const failed = await region.run('fixture-test-two-steps', { count: -1 })
  expect(failed).toMatchObject({ status: 'FAILED', error: 'RangeError', cause: 'too small' })
  expect(failed.state('First')).toMatchObject({ attempts: 1, error: 'RangeError', cause: 'too small' })
})

test('more calls than answers fail the execution, and say so', async () => {
  mock('two-steps', 'First', [])

  expect(await region.run('two-steps', { count: 1 })).toMatchObject({
    error: 'States.Runtime',
    cause: "the mock of 'First' has 0 answers, and this is call 1",
  })
})

test('states of branches and of items are told apart', async () => {
  await create('mapping', {
    Each: {
      Type: 'Map',
      ItemProcessor: { StartAt: 'Count', States: { Count: { Type: 'Task', Resource: step, End: true } } },
      End: true,
    },
  })

  const { output, states } = await region.run(arn('mapping'), [{ count: 1 }, { count: 2 }])

  expect(output).toEqual([{ count: 2 }, { count: 3 }])
  expect(states.map(({ name }) => name)).toEqual(['Each', 'Count', 'Count'])
  expect(states.map(({ output }) => output)).toEqual(
    expect.arrayContaining([[{ count: 2 }, { count: 3 }], { count: 2 }, { count: 3 }]),
  )
})

test('time moves when the test says so, stopping at what is due on the way', async () => {
  await create('waiting', {
    Hour: { Type: 'Wait', Seconds: 3600, Next: 'Work' },
    Work: { Type: 'Task', Resource: step, Next: 'Day' },
    Day: { Type: 'Wait', Seconds: 86_400, End: true },
  })
  const executionArn = await region.start(arn('waiting'), { count: 1 })
  const started = region.now().getTime()

  expect(await region.skipToNextTimer()).toEqual(new Date(started + 3_600_000))
  expect((await region.execution(executionArn)).states.map(({ name }) => name)).toEqual(['Hour', 'Work', 'Day'])
  await region.skipTo(started + 3_600_000 + 86_399_000)
  expect((await region.execution(executionArn)).status).toBe('RUNNING')
  await region.skipTo(new Date(started + 3_600_000 + 86_400_000))

  const { status, stoppedAt } = await region.execution(executionArn)
  expect([status, stoppedAt]).toEqual(['SUCCEEDED', new Date(started + 90_000_000)])
  await expect(region.skipTo(started)).rejects.toThrow(/^time cannot go from .*Z to .*Z$/)
})

test('whoever waits for an execution that waits for an answer is told so', async () => {
  await create('asking', {
    Ask: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: { FunctionName: step, Payload: { 'count.$': '$.count' } },
      TimeoutSeconds: 60,
      End: true,
    },
  })
  const executionArn = await region.start(arn('asking'), { count: 1 })
  await expect(region.ended(executionArn)).rejects.toThrow(
    /^the execution waits for an answer to 'Ask' at .*Z: give one/,
  )

  await region.skipTo(region.now().getTime() + 60_000)
  expect(await region.ended(executionArn)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' })
})

test('clients of AWS and of the API find their way', async () => {
  const { arn: executionArn } = await region.run('two-steps', { count: 1 })
  const { events } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }))
  expect(events?.at(-1)?.type).toBe('ExecutionSucceeded')

  const answer = await region.call('POST', '/echo', { hello: 'world' })
  expect([answer.status, ((await answer.json()) as { body: string }).body]).toEqual([200, '{"hello":"world"}'])
  expect(await region.invoke('step', { count: 1 })).toEqual({ count: 2 })
  await expect(region.invoke('step', null)).rejects.toMatchObject({ name: 'TypeError' })
})

test.each<[string, () => unknown, string]>([
  [
    'machine',
    () => region.mock('two-step', 'First', []),
    "there is no state machine 'two-step': did you mean 'two-steps'?",
  ],
  [
    'state',
    () => region.mock('two-steps', 'Frist', []),
    "state machine 'two-steps': there is no Task state 'Frist': did you mean 'First'?",
  ],
  ['function', () => region.invoke('stop'), "there is no function 'stop': did you mean 'step'?"],
  ['execution', () => region.execution('arn:nowhere'), 'there is no execution arn:nowhere'],
])('a misspelt %s is named, with what is nearest', async (_, act, message) => {
  await expect((async () => act())()).rejects.toThrow(message)
})

test('regions next to each other share nothing but what was compiled and bundled; nothing of one is left', async () => {
  const mine = 'arn:aws:states:us-east-1:000000000000:execution:fixture-test-two-steps:mine'
  let left: TestRegion[]
  {
    await using first = await startRegion({ service })
    await using second = await startRegion({ service })
    left = [first, second]
    await first.start('two-steps', { count: 1 }, 'mine')

    await expect(second.execution(mine)).rejects.toThrow(`there is no execution ${mine}`)
    expect((await first.ended(mine)).output).toEqual({ count: 3 })
    await expect(first.skipToNextTimer()).rejects.toThrow("time is real: startRegion({ time: 'virtual' })")
    expect(first.services.lambda.inputs).toEqual(second.services.lambda.inputs)
  }
  expect(left.map(({ dataDir }) => existsSync(dataDir))).toEqual([false, false])
  await expect(fetch(left[0]?.apiUrl ?? '')).rejects.toThrow()
})
