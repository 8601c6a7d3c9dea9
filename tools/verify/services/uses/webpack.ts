import assert from 'node:assert/strict'
import { call, type Use } from '../use.ts'

export const use: Use = async ({ apiUrl }) => {
  assert.deepEqual(await call(`${apiUrl}/square/12`), { status: 200, text: '144' })
}
