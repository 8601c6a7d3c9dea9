import { expect, test } from '@jest/globals'
import { parseEnvironment } from '../../sample-service/environment.ts'
import { facadeClient } from '../../sample-service/facade.ts'

const environment = parseEnvironment({
  START_ENDPOINT: 'http://api/start',
  STATE_ENDPOINT: 'http://api/state',
  DATA_ENDPOINT: 'http://api/data',
  APIKEY: 'key',
})
const { signal } = new AbortController()

test('sends the key, asks for what it is told, and reads the answers', async () => {
  const asked: unknown[] = []
  const client = facadeClient(environment, async (url, { method, body, headers }) => {
    asked.push([method ?? 'GET', String(url), body, new Headers(headers).get('x-api-key')])
    const answers: Record<string, unknown> = {
      '/start': { transactionId: 'tx-1', executionId: 'arn:1' },
      '/state': { status: 'FAILED', error: 'E', cause: 'C', more: 1 },
      '/data': { processInput: 1 },
    }
    return Response.json(answers[new URL(String(url)).pathname])
  })

  expect(await client.start('{"a":1}', signal)).toEqual({ transactionId: 'tx-1', executionId: 'arn:1' })
  expect(await client.state('arn:1&', signal)).toEqual({ status: 'FAILED', error: 'E', cause: 'C' })
  expect(await client.data('tx-1', signal)).toEqual({ processInput: 1 })
  expect(asked).toEqual([
    ['POST', 'http://api/start', '{"a":1}', 'key'],
    ['GET', 'http://api/state?executionArn=arn%3A1%26', undefined, 'key'],
    ['GET', 'http://api/data?transactionId=tx-1', undefined, 'key'],
  ])
})

test('throws what was refused, with the problem document', async () => {
  const client = facadeClient(environment, async () => new Response('{"detail":"no"}', { status: 404 }))

  await expect(client.state('arn:1', signal)).rejects.toMatchObject({
    name: 'Refused',
    status: 404,
    body: '{"detail":"no"}',
  })
})
