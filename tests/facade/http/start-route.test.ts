import { expect, test } from '@jest/globals'
import { startRoute } from '../../../src/facade/http/start-route.ts'
import { ExecutionsUnavailable } from '../../../src/process/errors.ts'
import type { Outcome } from '../../../src/process/execution-state.ts'
import type { Json } from '../../../src/process/json.ts'
import { request } from '../../support/api-gateway-event.ts'
import { inMemoryStartSources } from '../../support/in-memory-start-sources.ts'
import { context } from '../../support/lambda-context.ts'

const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:sfs3-test-process'
const executionArnOf = (name: string) => `arn:aws:states:us-east-1:000000000000:execution:sfs3-test-process:${name}`
const startDate = '2026-01-01T00:00:00.000Z'

const setUp = ({ start = async (_: string) => {} } = {}) => {
  const objects = new Map<string, Json>()
  const sources = inMemoryStartSources(objects)
  const starts: string[] = []
  const route = startRoute(
    {
      stateMachineArn,
      input: ({ body }) => body,
      start: async (transactionId) => {
        starts.push(transactionId)
        await start(transactionId)
        await sources.onStarted({ executionArn: executionArnOf(transactionId), startDate })
      },
      answer: (transactionId) => ({ transactionId }),
    },
    sources,
  )
  const post = async (body: string | null, headers: Record<string, string> = {}, apiKeyId = 'key-1') => {
    const event = request('POST', '/start-process', { body, headers })
    event.requestContext.identity = { apiKeyId } as typeof event.requestContext.identity
    const answer = await route(event, context)
    return { ...answer, body: JSON.parse(answer.body) }
  }
  const end = (transactionId: string) =>
    sources.records.ended({
      executionArn: executionArnOf(transactionId),
      status: 'SUCCEEDED',
      startDate,
      stopDate: '2026-01-01T00:00:01.000Z',
      output: { done: true },
    } satisfies Outcome)
  return { post, starts, objects, sources, end }
}

test('without a key each request is a transaction of its own', async () => {
  const { post, starts } = setUp()
  const [a, b] = [await post('{}'), await post('{}')]

  expect([a.statusCode, b.statusCode]).toEqual([202, 202])
  expect(a.body.transactionId).not.toBe(b.body.transactionId)
  expect(starts).toEqual([a.body.transactionId, b.body.transactionId])
})

test('with a key the same request is answered the same and started once, also after its end', async () => {
  const { post, starts, end } = setUp()
  const first = await post('{"a":1}', { 'Idempotency-Key': 'k' })
  const second = await post('{"a":1}', { 'idempotency-key': '"k"' })
  await end(first.body.transactionId)
  const third = await post('{"a":1}', { 'idempotency-key': 'k' })

  expect(first.statusCode).toBe(202)
  expect(second).toEqual(first)
  expect(third).toEqual(first)
  expect(starts).toEqual([first.body.transactionId])
})

test('the same key with another body is refused with 422', async () => {
  const { post, starts } = setUp()
  await post('{"a":1}', { 'idempotency-key': 'k' })
  const { statusCode, body } = await post('{"a":2}', { 'idempotency-key': 'k' })

  expect(statusCode).toBe(422)
  expect(body).toEqual({
    type: 'urn:sfs3:problem:idempotency-key-taken',
    status: 422,
    title: 'Idempotency Key Taken',
    detail: 'This Idempotency-Key was used for a request with another body or query: use a new key for a new request.',
  })
  expect(starts).toHaveLength(1)
})

test('the same key of another API key is another request', async () => {
  const { post } = setUp()
  const mine = await post('{"a":1}', { 'idempotency-key': 'k' }, 'key-1')
  const theirs = await post('{"a":2}', { 'idempotency-key': 'k' }, 'key-2')

  expect(theirs.statusCode).toBe(202)
  expect(theirs.body.transactionId).not.toBe(mine.body.transactionId)
})

test('of many at once with one key all get one answer', async () => {
  const { post } = setUp()
  const answers = await Promise.all(Array.from({ length: 20 }, () => post('{}', { 'idempotency-key': 'k' })))

  expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1)
})

test('a retry heals a start that failed after the key was claimed', async () => {
  let broken = true
  const { post, starts } = setUp({
    start: async () => {
      if (broken) throw new ExecutionsUnavailable({ cause: new Error('throttled') })
    },
  })
  const refused = await post('{}', { 'idempotency-key': 'k' })
  broken = false
  const accepted = await post('{}', { 'idempotency-key': 'k' })

  expect([refused.statusCode, accepted.statusCode]).toEqual([503, 202])
  expect(starts).toEqual([accepted.body.transactionId, accepted.body.transactionId])
})

test.each(['', '""', ' ', 'a b', 'ä', 'x'.repeat(256)])('"%s" is no idempotency key', async (key) => {
  const { post, starts } = setUp()
  const { statusCode, body } = await post('{}', { 'idempotency-key': key })

  expect(statusCode).toBe(400)
  expect(body.detail).toBe('Idempotency-Key must be 1 to 255 visible ASCII characters, such as a UUID.')
  expect(starts).toEqual([])
})

test('who waits gets 200 with the output when the execution has ended', async () => {
  const { post, end } = setUp({ start: async (transactionId) => end(transactionId) })
  const { statusCode, headers, body } = await post('{}', { prefer: 'wait=10' })

  expect(statusCode).toBe(200)
  expect(headers).toMatchObject({ 'preference-applied': 'wait=10', location: expect.any(String) })
  expect(body).toEqual({
    transactionId: expect.any(String),
    executionId: executionArnOf(body.transactionId),
    status: 'SUCCEEDED',
    startDate,
    stopDate: '2026-01-01T00:00:01.000Z',
    output: { done: true },
  })
})

test('who has waited in vain gets 202 with when to ask again', async () => {
  const { post } = setUp()
  const { statusCode, headers, body } = await post('{}', { prefer: 'wait=99' })

  expect(statusCode).toBe(202)
  expect(headers).toMatchObject({ 'preference-applied': 'wait=25', 'retry-after': '1' })
  expect(Object.keys(body)).toEqual(['transactionId', 'executionId'])
})
