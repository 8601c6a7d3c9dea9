import { expect, test } from '@jest/globals'
import { parseMachine } from '../definition.ts'
import type { JsonObject } from '../json.ts'
import { runMachine } from '../run-machine.ts'

const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:f'

/** A machine of one Task state. */
const one = (fields: object) =>
  parseMachine({ StartAt: 'Task', States: { Task: { Type: 'Task', Resource: FUNCTION, End: true, ...fields } } })

test('the result of a task is that of the function, whether it answers at once or later', async () => {
  const machine = one({})
  const atOnce = await runMachine(machine, { n: 1 }, { task: ({ input }) => input })
  const later = await runMachine(machine, { n: 1 }, { task: async ({ input }) => input })

  expect(atOnce.result).toEqual({ status: 'SUCCEEDED', output: { n: 1 } })
  expect(later).toEqual(atOnce)
  expect(atOnce.history.map(({ type }) => type)).toEqual([
    'ExecutionStarted',
    'TaskStateEntered',
    'LambdaFunctionScheduled',
    'LambdaFunctionStarted',
    'LambdaFunctionSucceeded',
    'TaskStateExited',
    'ExecutionSucceeded',
  ])
})

test('what a task throws is retried by its name, and the waiting is virtual', async () => {
  class NotReady extends Error {
    override readonly name = 'NotReady'
  }
  const machine = one({ Retry: [{ ErrorEquals: ['NotReady'], IntervalSeconds: 3600, MaxAttempts: 2 }] })
  const task = ({ attempt }: { attempt: number }) => {
    if (attempt < 2) throw new NotReady('later')
    return attempt
  }

  const { result, history } = await runMachine(machine, {}, { task, startedAt: 1000 })

  expect(result).toEqual({ status: 'SUCCEEDED', output: 2 })
  expect(history.at(-1)?.timestamp).toBe(1000 + 3600_000 + 7200_000)
})

test('what nobody catches fails the execution with the name and the message', async () => {
  const task = () => {
    throw new RangeError('too far')
  }
  expect((await runMachine(one({}), {}, { task })).result).toEqual({
    status: 'FAILED',
    error: 'RangeError',
    cause: 'too far',
  })
})

test('without a function every task fails', async () => {
  expect((await runMachine(one({}), {})).result).toEqual({
    status: 'FAILED',
    error: 'Error',
    cause: 'state Task has a task, but runMachine was given no function for tasks',
  })
})

test('tasks of branches run side by side, and one that fails stops the waiting for the others', async () => {
  const branch = (name: string) => ({
    StartAt: name,
    States: { [name]: { Type: 'Task', Resource: FUNCTION, End: true } },
  })
  const machine = parseMachine({
    StartAt: 'Both',
    States: { Both: { Type: 'Parallel', Branches: [branch('Hangs'), branch('Fails')], End: true } },
  })
  const task = ({ state }: { state: string }) =>
    state === 'Hangs' ? new Promise<never>(() => {}) : Promise.reject(new TypeError('no'))

  expect((await runMachine(machine, {}, { task })).result).toEqual({
    status: 'FAILED',
    error: 'TypeError',
    cause: 'no',
  })
})

test('an activity is scheduled and started', async () => {
  const machine = one({ Resource: 'arn:aws:states:us-east-1:000000000000:activity:a' })
  const { history } = await runMachine(machine, {}, { task: () => 1 })
  expect(history.map(({ type }) => type).slice(2, 5)).toEqual([
    'ActivityScheduled',
    'ActivityStarted',
    'ActivitySucceeded',
  ])
})

test('a distributed Map runs a child execution for each item', async () => {
  const machine = parseMachine({
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map',
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
          StartAt: 'Double',
          States: { Double: { Type: 'Task', Resource: FUNCTION, End: true } },
        },
        End: true,
      },
    },
  })
  const task = ({ input }: { input: unknown }) => Number(input) * 2
  expect((await runMachine(machine, [1, 2, 3], { task })).result).toEqual({ status: 'SUCCEEDED', output: [2, 4, 6] })
})

test('the context object has the name, and the same name gives the same random numbers', async () => {
  const machine = parseMachine({
    StartAt: 'Pass',
    States: {
      Pass: { Type: 'Pass', Parameters: { 'id.$': 'States.UUID()', 'name.$': '$$.Execution.Name' }, End: true },
    },
  })
  const outputOf = async (name: string) => {
    const { result } = await runMachine(machine, {}, { name })
    return (result.status === 'SUCCEEDED' ? result.output : {}) as JsonObject
  }
  expect(await outputOf('a')).toEqual(await outputOf('a'))
  expect((await outputOf('b')).name).toBe('b')
  expect((await outputOf('b')).id).not.toBe((await outputOf('a')).id)
})
