import assert from 'node:assert/strict'
import { call, type Use } from '../use.ts'

export const use: Use = async ({ apiUrl }) => {
  assert.deepEqual(await call(`${apiUrl}/books/12`), { status: 404, text: '{"message":"no such book"}' })
  assert.deepEqual(await call(`${apiUrl}/books/12`, 'PUT', { title: 'Tao' }), { status: 201, text: '{"isbn":"12"}' })
  assert.deepEqual(await call(`${apiUrl}/books/12?a=1`), {
    status: 200,
    text: '{"title":"Tao","shelf":"upper","query":{"a":"1"}}',
  })
}
