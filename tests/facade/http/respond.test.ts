import { expect, test } from '@jest/globals'
import { ok, respond } from '../../../src/facade/http/respond.ts'
import { request } from '../../support/api-gateway-event.ts'
import { context } from '../../support/lambda-context.ts'

const route = respond(async () => ok({}))
const correlationIdOf = async (headers: Record<string, string>) =>
  (await route(request('GET', '/', { headers }), context)).headers?.['x-correlation-id']

test('what the caller calls the request is passed on', async () => {
  expect(await correlationIdOf({ 'X-Correlation-Id': 'checkout-7f3a' })).toBe('checkout-7f3a')
})

test('without it, the trace id of traceparent is', async () => {
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'

  expect(await correlationIdOf({ traceparent })).toBe('4bf92f3577b34da6a3ce929d0e0e4736')
  expect(await correlationIdOf({ traceparent, 'x-correlation-id': 'mine' })).toBe('mine')
})

test('a defect names the id that the lines of the log have', async () => {
  const broken = respond(async () => {
    throw new Error('private')
  })

  const { statusCode, body } = await broken(
    request('GET', '/', { headers: { 'x-correlation-id': 'checkout-7f3a' } }),
    context,
  )

  expect([statusCode, JSON.parse(body).detail]).toEqual([
    500,
    'The request was not handled. The log has the reason in the lines with the correlation id checkout-7f3a.',
  ])
})

test.each(['', 'two words', 'ä', 'x'.repeat(129), 'a\r\nset-cookie: b'])(
  '"%s" is not passed on: the id of the invocation stands in',
  async (id) => {
    expect(await correlationIdOf({ 'x-correlation-id': id })).toBe('00000000-0000-0000-0000-000000000000')
  },
)
