import { expect, test } from '@jest/globals'
import { redriveProcessRoute } from '../../../src/facade/routes/redrive-process.ts'
import { ExecutionNotFound, ExecutionsUnavailable, NotRedrivable } from '../../../src/process/errors.ts'
import type { Outcome } from '../../../src/process/execution-state.ts'
import { request } from '../../support/api-gateway-event.ts'
import { inMemoryStartSources } from '../../support/in-memory-start-sources.ts'
import { context } from '../../support/lambda-context.ts'
import { nobody } from '../../support/nobody.ts'

const machine = 'arn:aws:states:us-east-1:000000000000:stateMachine:sfs3-test-process'
const executionArn = 'arn:aws:states:us-east-1:000000000000:execution:sfs3-test-process:tx-1'
const startDate = '2026-01-01T00:00:00.000Z'
const failed: Outcome = { executionArn, status: 'FAILED', startDate, stopDate: startDate, error: 'E' }

const setUp = (redrive: (token: string) => Promise<void> = async () => {}) => {
  const { requests, records, now, pause } = inMemoryStartSources()
  const tokens: string[] = []
  const route = redriveProcessRoute(
    {
      redrive: async (_, token) => {
        tokens.push(token)
        await redrive(token)
      },
      describe: async () => ({ state: { executionArn, status: 'RUNNING', startDate }, redriveCount: 1 }),
      records,
      requests,
      ownerOf: nobody,
      now,
    },
    [machine],
  )
  const post = async (body: unknown, headers: Record<string, string> = {}) => {
    const answer = await route(request('POST', '/process-redrive', { body: JSON.stringify(body), headers }), context)
    return { ...answer, body: JSON.parse(answer.body) }
  }
  return { post, tokens, records, pause }
}

test('202, and the failure is no longer the state of the execution', async () => {
  const { post, records } = setUp()
  await records.ended(failed)

  const { statusCode, headers, body } = await post({ executionArn })

  expect(statusCode).toBe(202)
  expect(headers).toMatchObject({ location: `/test/process-state?executionArn=${encodeURIComponent(executionArn)}` })
  expect(body).toEqual({ executionId: executionArn })
  expect(await records.state(executionArn)).toEqual({ executionArn, status: 'RUNNING', startDate })
})

test('with one key it is redriven once and answered the same', async () => {
  const { post, tokens } = setUp()
  const first = await post({ executionArn }, { 'idempotency-key': 'k' })
  const second = await post({ executionArn }, { 'idempotency-key': 'k' })

  expect(second.body).toEqual(first.body)
  expect(second.statusCode).toBe(202)
  expect(tokens).toHaveLength(1)
})

test('while it is under way the same request is told to come back, after a crash it is done again', async () => {
  let crashed = false
  const { post, tokens, pause } = setUp(async () => {
    if (!crashed) {
      crashed = true
      throw new ExecutionsUnavailable({ cause: new Error() })
    }
  })
  const failed = await post({ executionArn }, { 'idempotency-key': 'k' })
  const early = await post({ executionArn }, { 'idempotency-key': 'k' })
  await pause(29_000)
  const late = await post({ executionArn }, { 'idempotency-key': 'k' })

  expect([failed.statusCode, early.statusCode, late.statusCode]).toEqual([503, 409, 202])
  expect(early.headers).toMatchObject({ 'retry-after': '2' })
  expect(new Set(tokens).size).toBe(1)
})

test.each([
  ['one that cannot be redriven', new NotRedrivable('Execution is RUNNING and cannot be redriven'), 409],
  ['one that nobody knows', new ExecutionNotFound(executionArn), 404],
])('%s', async (_, error, status) => {
  const { post } = setUp(async () => {
    throw error
  })
  const { statusCode, body } = await post({ executionArn })

  expect(statusCode).toBe(status)
  expect(body.detail).toContain(error.message)
})

test.each([[{}], [{ executionArn: 'x' }], [{ executionArn, more: 1 }], [[]], ['text']])(
  '%j is refused',
  async (body) => {
    const { post, tokens } = setUp()

    expect((await post(body)).statusCode).toBe(400)
    expect(tokens).toEqual([])
  },
)
