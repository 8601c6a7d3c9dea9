import assert from 'node:assert/strict'
import { call, type Use } from '../use.ts'

export const use: Use = async ({ apiUrl, printed }) => {
  assert.deepEqual(await call(`${apiUrl}/greet/Ada`), { status: 200, text: 'Hello Ada!' })
  assert.deepEqual(await call(`${apiUrl}/old`), { status: 200, text: 'GET by context.succeed' })
  assert.equal((await call(`${apiUrl}/old`, 'DELETE')).status, 502)
  assert.match(printed(), /ReportLambdaFunction: answers with an error: .* this one is python3\.13/)
}
