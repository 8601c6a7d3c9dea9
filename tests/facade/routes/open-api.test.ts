import { expect, test } from '@jest/globals'
import { handler } from '../../../src/facade/routes/open-api.ts'
import { request } from '../../support/api-gateway-event.ts'
import { context } from '../../support/lambda-context.ts'

test('the contract is served as JSON', async () => {
  const { statusCode, headers, body } = await handler(request('GET', '/openapi.json'), context)

  expect(statusCode).toBe(200)
  expect(headers).toMatchObject({ 'content-type': 'application/json' })
  expect(JSON.parse(body)).toMatchObject({ openapi: '3.1.1', paths: { '/start-process': {} } })
  expect(JSON.parse(body).security).toEqual([{ apiKey: [] }]) // as this deployment has it
})
