import { expect, test } from '@jest/globals'
import { executionRecords } from '../../src/process/execution-records.ts'
import type { Outcome } from '../../src/process/execution-state.ts'
import type { Json } from '../../src/process/json.ts'
import { inMemoryRecords } from '../support/in-memory-records.ts'

const executionArn = 'arn:aws:states:us-east-1:000000000000:execution:sfs3-dev-process:tx-1'
const startDate = '2026-01-01T00:00:00.000Z'
const started = { executionArn, startDate }
const failed: Outcome = { ...started, status: 'FAILED', stopDate: '2026-01-01T00:00:01.000Z', error: 'E', cause: 'c' }
const succeeded: Outcome = { ...started, status: 'SUCCEEDED', stopDate: '2026-01-01T00:00:09.000Z', output: { a: 1 } }

const setUp = () => {
  const objects = new Map<string, Json>()
  return { objects, records: executionRecords(inMemoryRecords(objects)) }
}

test('what was started and has not ended is running', async () => {
  const { objects, records } = setUp()
  await records.started(started)

  expect(await records.state(executionArn)).toEqual({ executionArn, status: 'RUNNING', startDate })
  expect([...objects.keys()]).toEqual(['processes/tx-1/started.json'])
})

test('nothing recorded, nothing known', async () => {
  expect(await setUp().records.state(executionArn)).toBeUndefined()
})

test('an end that is told twice, or contradicted later, stays as it was', async () => {
  const { objects, records } = setUp()
  await records.ended(succeeded)
  await records.ended(succeeded)
  await records.ended(failed)

  expect(await records.state(executionArn)).toEqual(succeeded)
  expect([...objects.keys()]).toEqual(['processes/tx-1/outcome.json'])
})

test('a failed execution that was redriven runs again, and its second end counts', async () => {
  const { objects, records } = setUp()
  await records.ended(failed)
  expect(await records.state(executionArn)).toEqual(failed)

  await records.started(started, 1)
  expect(await records.state(executionArn)).toEqual({ executionArn, status: 'RUNNING', startDate })

  await records.ended(succeeded, 1)
  expect(await records.state(executionArn)).toEqual(succeeded)
  expect([...objects.keys()]).toEqual([
    'processes/tx-1/outcome.json',
    'processes/tx-1/redrives/1/started.json',
    'processes/tx-1/redrives/1/outcome.json',
  ])
})

test('the order in which ends and redrives become known does not matter', async () => {
  const { records } = setUp()
  await records.ended(succeeded, 1)
  await records.started(started, 1)
  await records.ended(failed)

  expect(await records.state(executionArn)).toEqual(succeeded)
})

test('records of another machine whose execution has the same name are not believed', async () => {
  const { records } = setUp()
  await records.ended(succeeded)

  expect(await records.state(executionArn.replace('sfs3-dev-process', 'sfs3-dev-downstream'))).toBeUndefined()
})

test('an execution whose name is no transaction id has no records', async () => {
  const { objects, records } = setUp()
  await records.ended({ ...succeeded, executionArn: executionArn.replace('tx-1', '..') })
  await records.started({ ...started, executionArn: executionArn.replace('tx-1', 'Zürich') })

  expect(objects.size).toBe(0)
})
