import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  RedriveExecutionCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { functionArn, roleArn } from '../../../testing/arns.ts'
import { eventually } from '../../../testing/eventually.ts'
import { startRegion, type TestRegion } from '../../../testing/state-machines.ts'

const calls: string[] = []
let broken = true
let region: TestRegion
beforeAll(async () => {
  region = await startRegion({
    functions: {
      first: (input) => {
        calls.push('first')
        return input
      },
      second: () => {
        calls.push('second')
        if (broken) throw new Error('not yet')
        return 'done'
      },
    },
  })
})
afterAll(() => region.stop())

const ended = (executionArn: string | undefined) =>
  eventually(async () => {
    const described = await region.sfn.send(new DescribeExecutionCommand({ executionArn }))
    return described.status !== 'RUNNING' && described
  })

test('a redriven execution goes on where it failed, and does not repeat what succeeded', async () => {
  const definition = JSON.stringify({
    StartAt: 'First',
    States: {
      First: { Type: 'Task', Resource: functionArn('first'), Next: 'Second' },
      Second: { Type: 'Task', Resource: functionArn('second'), End: true },
    },
  })
  const create = new CreateStateMachineCommand({ name: 'redriven', roleArn, definition })
  const { stateMachineArn } = await region.sfn.send(create)
  const { executionArn } = await region.sfn.send(new StartExecutionCommand({ stateMachineArn }))
  expect(await ended(executionArn)).toMatchObject({ status: 'FAILED', redriveStatus: 'REDRIVABLE', redriveCount: 0 })

  broken = false
  region.clock.advance(1_000)
  const { redriveDate } = await region.sfn.send(new RedriveExecutionCommand({ executionArn }))
  expect(redriveDate).toEqual(new Date('2026-01-01T00:00:01Z'))
  expect(await ended(executionArn)).toMatchObject({
    status: 'SUCCEEDED',
    output: '"done"',
    redriveCount: 1,
    redriveDate,
  })
  expect(calls).toEqual(['first', 'second', 'second'])
  const { events = [] } = await region.sfn.send(new GetExecutionHistoryCommand({ executionArn }))
  expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1))
  expect(events.map(({ type }) => type)).toContain('ExecutionRedriven')

  await expect(region.sfn.send(new RedriveExecutionCommand({ executionArn }))).rejects.toMatchObject({
    name: 'ExecutionNotRedrivable',
    message: 'Execution is SUCCEEDED and cannot be redriven',
  })
  expect(region.changes.map(({ status }) => status)).toEqual(['RUNNING', 'FAILED', 'RUNNING', 'SUCCEEDED'])
})

test('a redriven Map Run redrives the children that did not succeed, each where it failed', async () => {
  calls.length = 0
  broken = true
  const definition = JSON.stringify({
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map',
        ItemsPath: '$',
        ToleratedFailurePercentage: 50,
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'First',
          States: {
            First: { Type: 'Task', Resource: functionArn('first'), Next: 'Second' },
            Second: { Type: 'Task', Resource: functionArn('second'), End: true },
          },
        },
        End: true,
      },
    },
  })
  const create = new CreateStateMachineCommand({ name: 'map-redriven', roleArn, definition })
  const { stateMachineArn } = await region.sfn.send(create)
  const { executionArn } = await region.sfn.send(new StartExecutionCommand({ stateMachineArn, input: '["item"]' }))
  expect(await ended(executionArn)).toMatchObject({ status: 'FAILED' })
  const { mapRuns: [mapRun] = [] } = await region.sfn.send(new ListMapRunsCommand({ executionArn }))
  const children = async () =>
    (await region.sfn.send(new ListExecutionsCommand({ mapRunArn: mapRun?.mapRunArn }))).executions ?? []
  const [failed, ...others] = await children()
  expect(failed).toMatchObject({ status: 'FAILED', redriveCount: 0 })
  expect(others).toEqual([])

  broken = false
  await region.sfn.send(new RedriveExecutionCommand({ executionArn }))
  expect(await ended(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '["done"]', redriveCount: 1 })
  expect(await children()).toMatchObject([{ executionArn: failed?.executionArn, status: 'SUCCEEDED', redriveCount: 1 }])
  expect(calls).toEqual(['first', 'second', 'second'])
  const { events = [] } = await region.sfn.send(new GetExecutionHistoryCommand({ executionArn }))
  expect(events.map(({ type }) => type)).toContain('MapRunRedriven')
})
