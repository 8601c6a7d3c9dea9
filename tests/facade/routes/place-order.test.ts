import { expect, test } from '@jest/globals'
import { placeOrderRoute } from '../../../src/facade/routes/place-order.ts'
import { request } from '../../support/api-gateway-event.ts'
import { inMemoryStartSources } from '../../support/in-memory-start-sources.ts'
import { context } from '../../support/lambda-context.ts'

const machine = 'arn:aws:states:us-east-1:000000000000:stateMachine:sfs3-test-approval'

const post = async (body: string) => {
  const started: unknown[] = []
  const route = placeOrderRoute(machine, async (...start) => `arn:${started.push(start)}`, inMemoryStartSources())
  const answer = await route(request('POST', '/order', { body }), context)
  return { statusCode: answer.statusCode, body: JSON.parse(answer.body), started }
}

test('202 with the ids, and the order goes to its machine', async () => {
  const order = { title: 'A book', quantity: 2, gift: { wrap: 'red' } }
  const { statusCode, body, started } = await post(JSON.stringify(order))

  expect(statusCode).toBe(202)
  expect(body).toEqual({
    orderId: expect.any(String),
    executionId: `arn:aws:states:us-east-1:000000000000:execution:sfs3-test-approval:${body.orderId}`,
  })
  expect(started).toEqual([[body.orderId, { orderId: body.orderId, order }]])
})

test.each([
  ['', 400, 'The body: say what is ordered, e.g. {"title": "A book", "quantity": 1}.'],
  ['[]', 400, expect.stringContaining('The body: ')],
  ['{"title":""}', 400, 'title: must not be empty.'],
  ['{"quantity":0.5}', 400, 'quantity: must be whole.'],
  [JSON.stringify({ note: 'x'.repeat(100_000) }), 413, 'An order has 100000 bytes at most.'],
])('%.30s is refused with what to change', async (body, status, detail) => {
  expect(await post(body)).toMatchObject({ statusCode: status, body: { detail }, started: [] })
})
