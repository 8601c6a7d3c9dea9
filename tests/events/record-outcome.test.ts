import { expect, test } from '@jest/globals'
import { recordOutcome } from '../../src/events/record-outcome.ts'
import type { DescribeExecution } from '../../src/process/current-state.ts'
import { executionRecords } from '../../src/process/execution-records.ts'
import type { Outcome } from '../../src/process/execution-state.ts'
import type { Json } from '../../src/process/json.ts'
import { inMemoryRecords } from '../support/in-memory-records.ts'

const executionArn = 'arn:aws:states:us-east-1:000000000000:execution:sfs3-dev-process:tx-1'
const startDate = '2026-01-01T00:00:00.000Z'
const stopDate = '2026-01-01T00:00:01.000Z'

/** An event as EventBridge delivers it. */
const event = (detail: { [name: string]: Json }) => ({
  version: '0',
  id: '315c1398-40ff-a850-213b-158f73e60175',
  'detail-type': 'Step Functions Execution Status Change',
  source: 'aws.states',
  account: '000000000000',
  time: '2026-01-01T00:00:01Z',
  region: 'us-east-1',
  resources: [executionArn],
  detail: {
    executionArn,
    stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:sfs3-dev-process',
    name: 'tx-1',
    startDate: 1767225600000,
    stopDate: 1767225601000,
    input: '{"processData":"tx-1"}',
    inputDetails: { included: true },
    output: null,
    outputDetails: null,
    error: null,
    cause: null,
    redriveCount: 0,
    redriveDate: null,
    ...detail,
  },
})

const succeeded = event({ status: 'SUCCEEDED', output: '{"a":1}', outputDetails: { included: true } })
const failed = event({ status: 'FAILED', error: 'E', cause: 'because' })
const redriven = event({ status: 'RUNNING', stopDate: null, redriveCount: 1 })
const succeededThen = event({ status: 'SUCCEEDED', output: '"then"', redriveCount: 1, stopDate: 1767225609000 })

const never: DescribeExecution = async () => {
  throw new Error('asked')
}
const recorded = async (events: unknown[], describe = never) => {
  const records = executionRecords(inMemoryRecords())
  for (const each of events) await recordOutcome(each, records, describe)
  return records.state(executionArn)
}

test('the output of an execution that succeeded', async () => {
  expect(await recorded([succeeded])).toEqual({
    executionArn,
    status: 'SUCCEEDED',
    startDate,
    stopDate,
    output: { a: 1 },
  })
})

test.each(['FAILED', 'TIMED_OUT', 'ABORTED'])('the error and cause of one that ended as %s', async (status) => {
  const state = await recorded([event({ status, error: 'E', cause: 'because' })])

  expect(state).toEqual({ executionArn, status, startDate, stopDate, error: 'E', cause: 'because' })
})

test('no error or cause where Step Functions gave none', async () => {
  expect(await recorded([event({ status: 'ABORTED' })])).toEqual({
    executionArn,
    status: 'ABORTED',
    startDate,
    stopDate,
  })
})

test('an output that was too large for the event is asked for', async () => {
  const outcome: Outcome = { executionArn, status: 'SUCCEEDED', startDate, stopDate, output: 'large' }
  const tooLarge = event({ status: 'SUCCEEDED', outputDetails: { included: false } })

  expect(await recorded([tooLarge], async () => ({ state: outcome, redriveCount: 0 }))).toEqual(outcome)
})

test('why an encrypted execution failed is asked for, as the event does not say', async () => {
  const outcome: Outcome = { executionArn, status: 'FAILED', startDate, stopDate, error: 'E', cause: 'because' }
  const encrypted = event({ status: 'FAILED', input: null, inputDetails: null })

  expect(await recorded([encrypted], async () => ({ state: outcome, redriveCount: 0 }))).toEqual(outcome)
})

test('whatever the order and number of events, the last redrive counts', async () => {
  const events = [failed, redriven, succeededThen]
  const orders = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
    [2, 2, 1, 1, 0, 0, 2, 1, 0],
  ]

  for (const order of orders) {
    const state = await recorded(order.map((index) => events[index]))
    expect(state).toMatchObject({ status: 'SUCCEEDED', output: 'then', stopDate: '2026-01-01T00:00:09.000Z' })
  }
})

test('what is no status change is refused, so that Lambda reports it', async () => {
  await expect(recorded([{}])).rejects.toThrow('detail')
  await expect(recorded([event({ status: 'DONE' })])).rejects.toThrow('status')
})
