import { expect, test } from '@jest/globals'
import { eraseProcessRoute } from '../../../src/facade/routes/erase-process.ts'
import { ExecutionNotFound, ProcessDataUnavailable } from '../../../src/process/errors.ts'
import { executionRecords } from '../../../src/process/execution-records.ts'
import type { ExecutionState, Outcome } from '../../../src/process/execution-state.ts'
import { request } from '../../support/api-gateway-event.ts'
import { inMemoryRecords } from '../../support/in-memory-records.ts'
import { context } from '../../support/lambda-context.ts'
import { nobody } from '../../support/nobody.ts'

const machines = ['process', 'downstream'].map((name) => `arn:aws:states:us-east-1:000000000000:stateMachine:s-${name}`)
const startDate = '2026-01-01T00:00:00.000Z'
const stopDate = '2026-01-01T00:01:00.000Z'
const arn = (machine: string, name: string) => `arn:aws:states:us-east-1:000000000000:execution:s-${machine}:${name}`
const ended = (executionArn: string): Outcome => ({ executionArn, status: 'FAILED', startDate, stopDate, error: 'E' })

/** A route whose executions and objects are these; the others are not there. */
function setUp(executions: ExecutionState[], objects: Record<string, number>, now = '2026-01-01T01:00:00.000Z') {
  const records = executionRecords(inMemoryRecords())
  const erased: string[] = []
  const route = eraseProcessRoute(
    {
      async describe(executionArn) {
        const state = executions.find((execution) => execution.executionArn === executionArn)
        if (!state) throw new ExecutionNotFound(executionArn)
        return { state, redriveCount: 0 }
      },
      records,
      ownerOf: nobody,
      objects: {
        hasObjects: async (transactionId) => (objects[transactionId] ?? 0) > 0,
        async erase(transactionId) {
          erased.push(transactionId)
          return objects[transactionId] ?? 0
        },
      },
      now: () => Date.parse(now),
    },
    machines,
  )
  const erase = async (query: string) => {
    const answer = await route(request('DELETE', `/process-data${query}`), context)
    return { ...answer, body: JSON.parse(answer.body) }
  }
  return { erase, erased, records }
}

test('the process goes, after its downstream', async () => {
  const executions = [ended(arn('process', 'tx-1')), ended(arn('downstream', 'tx-1-downstream'))]
  const { erase, erased } = setUp(executions, { 'tx-1': 9, 'tx-1-downstream': 5 })

  const { statusCode, body } = await erase('?transactionId=tx-1')

  expect([statusCode, body]).toEqual([200, { transactionId: 'tx-1', objects: 14 }])
  expect(erased).toEqual(['tx-1-downstream', 'tx-1'])
})

test.each([
  ['the process', arn('process', 'tx-1')],
  ['its downstream', arn('downstream', 'tx-1-downstream')],
])('409 while %s runs, and nothing goes', async (_, executionArn) => {
  const { erase, erased } = setUp([{ executionArn, status: 'RUNNING', startDate }], { 'tx-1': 9 })

  const { statusCode, body } = await erase('?transactionId=tx-1')

  expect(statusCode).toBe(409)
  expect(body).toMatchObject({
    type: 'urn:sfs3:problem:conflict',
    detail: `${executionArn} runs: wait for its end, or stop it, and send this again.`,
  })
  expect(erased).toEqual([])
})

test('409 while the event of the end is still to come, which would write an object', async () => {
  const end = ended(arn('process', 'tx-1'))
  const { erase, erased, records } = setUp([end], { 'tx-1': 9 }, '2026-01-01T00:01:01.000Z')

  const early = await erase('?transactionId=tx-1')
  expect([early.statusCode, early.headers?.['retry-after'], erased]).toEqual([409, '1', []])

  await records.ended(end)
  expect((await erase('?transactionId=tx-1')).statusCode).toBe(200)
})

test('404 for what is not there; an execution that Step Functions has forgotten holds nothing up', async () => {
  expect((await setUp([], {}).erase('?transactionId=tx-1')).statusCode).toBe(404)
  // Erased a moment ago, with its record.
  const again = setUp([ended(arn('process', 'tx-1'))], {}, '2026-01-01T00:01:01.000Z')
  expect((await again.erase('?transactionId=tx-1')).statusCode).toBe(404)
  expect((await setUp([], { 'tx-1': 9 }).erase('?transactionId=tx-1')).statusCode).toBe(200)
})

test('an id that is too long to have a downstream is erased alone', async () => {
  const longest = 'x'.repeat(80)
  const { erase, erased } = setUp([], { [longest]: 1 })

  expect((await erase(`?transactionId=${longest}`)).statusCode).toBe(200)
  expect(erased).toEqual([longest])
})

test.each(['', '?transactionId=', '?transactionId=../x', '?transactionId=a&transactionId=b'])(
  '400 for %j',
  async (query) => {
    const { erase, erased } = setUp([], { a: 1 })

    expect((await erase(query)).statusCode).toBe(400)
    expect(erased).toEqual([])
  },
)

test('503 when S3 is not there', async () => {
  const route = eraseProcessRoute(
    {
      describe: async (executionArn) => {
        throw new ExecutionNotFound(executionArn)
      },
      records: executionRecords(inMemoryRecords()),
      ownerOf: nobody,
      objects: {
        hasObjects: async () => true,
        erase: async () => {
          throw new ProcessDataUnavailable({})
        },
      },
      now: () => 0,
    },
    machines,
  )

  expect((await route(request('DELETE', '/process-data?transactionId=tx-1'), context)).statusCode).toBe(503)
})
