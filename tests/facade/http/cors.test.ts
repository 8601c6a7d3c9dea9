import { expect, test } from '@jest/globals'
import { corsHeaders } from '../../../src/facade/http/cors.ts'
import { headersForPages, headersOfPages } from '../../../src/facade/http/page-headers.ts'
import * as documented from '../../../src/facade/openapi/headers.ts'
import { request } from '../../support/api-gateway-event.ts'

const origins = ['https://shop.example', 'http://localhost:5173']
const asked = (headers: Record<string, string>, ...allowed: string[][]) =>
  corsHeaders(request('GET', '/process-data', { headers }), ...allowed)

test('a page of an origin that is allowed may read the answer and its headers', () => {
  for (const name of ['origin', 'Origin'])
    expect(asked({ [name]: 'http://localhost:5173' }, origins)).toEqual({
      'access-control-allow-origin': 'http://localhost:5173',
      'access-control-expose-headers': 'location,preference-applied,retry-after,x-amzn-requestid,x-correlation-id',
      vary: 'origin',
    })
})

test.each(['https://shop.example.evil', 'https://shop.example:8443', 'http://shop.example', 'null', '*'])(
  'a page of %s may not, and no cache takes the one answer for the other',
  (origin) => {
    expect(asked({ origin }, origins)).toEqual({ vary: 'origin' })
    expect(asked({}, origins)).toEqual({ vary: 'origin' })
  },
)

test('without origins there is nothing of CORS in an answer', () => {
  expect(asked({ origin: 'https://shop.example' })).toEqual({})
})

test('pages may send and read what the contract speaks of', () => {
  expect(headersForPages).toEqual(expect.arrayContaining(Object.keys(documented.headers)))
  for (const { name } of [documented.preferWait, documented.idempotencyKey, documented.correlationId])
    expect(headersOfPages).toContain(name.toLowerCase())
})
