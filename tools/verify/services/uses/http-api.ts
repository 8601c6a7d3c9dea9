import assert from 'node:assert/strict'
import { call, type Use } from '../use.ts'

export const use: Use = async ({ apiUrl }) => {
  assert.deepEqual(await call(`${apiUrl}/greet/Ada`), { status: 200, text: '{"greeting":"Hello Ada"}' })
  assert.deepEqual(await call(`${apiUrl}/relay/Bob`), { status: 200, text: '{"greeting":"Hi Bob"}' })
  assert.deepEqual(await call(`${apiUrl}/nothing`), { status: 404, text: '{"message":"Not Found"}' })
}
