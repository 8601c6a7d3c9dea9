import { expect, test } from '@jest/globals'
import { type Authorization, createClient, Problem } from '../index.ts'

type Asked = { method: string; url: string; body: unknown; headers: Record<string, string> }

/** A client of a facade that answers with `answer`, and what it asked. */
const clientOf = (answer: (url: string) => Response, routes = {}, authorization?: Authorization) => {
  const asked: Asked[] = []
  const client = createClient({
    url: 'http://api/dev/',
    apiKey: 'key',
    routes,
    ...(authorization && { authorization }),
    fetch: async (url, { method = 'GET', body, headers }) => {
      asked.push({ method, url: String(url), body, headers: Object.fromEntries(new Headers(headers)) })
      return answer(String(url))
    },
  })
  return { client, asked }
}
const startDate = '2026-01-01T00:00:00.000Z'
const stopDate = '2026-01-01T00:00:01.000Z'

test('a start carries the key, the input and an idempotency key of its own', async () => {
  const { client, asked } = clientOf(() => Response.json({ transactionId: 'tx', executionId: 'arn' }, { status: 202 }))

  expect(await client.startProcess({ a: 1 })).toEqual({ transactionId: 'tx', executionId: 'arn', status: 'RUNNING' })
  await client.startProcess({ a: 1 }, { idempotencyKey: 'mine', waitSeconds: 5, correlationId: 'c' })

  expect(asked).toEqual([
    {
      method: 'POST',
      url: 'http://api/dev/start-process',
      body: '{"a":1}',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': expect.stringMatching(/^[0-9a-f-]{36}$/),
        'x-api-key': 'key',
      },
    },
    expect.objectContaining({
      headers: {
        'content-type': 'application/json',
        'idempotency-key': 'mine',
        prefer: 'wait=5',
        'x-api-key': 'key',
        'x-correlation-id': 'c',
      },
    }),
  ])
})

test('a start that was waited for tells how it ended', async () => {
  const ended = { status: 'SUCCEEDED', startDate, stopDate, output: { a: 1 } }
  const { client } = clientOf(() => Response.json({ transactionId: 'tx', executionId: 'arn', ...ended }))

  expect(await client.startProcess({}, { waitSeconds: 5 })).toEqual({
    transactionId: 'tx',
    executionId: 'arn',
    ...ended,
  })
})

test('the state of an execution comes with when to ask again', async () => {
  const { client, asked } = clientOf(() =>
    Response.json({ status: 'RUNNING', startDate }, { headers: { 'retry-after': '2' } }),
  )

  expect(await client.processState('arn:a&b')).toEqual({
    execution: { status: 'RUNNING', startDate },
    retryAfterMs: 2000,
  })
  expect(asked[0]).toEqual({
    method: 'GET',
    url: 'http://api/dev/process-state?executionArn=arn%3Aa%26b',
    body: undefined,
    headers: { 'x-api-key': 'key' },
  })
})

test('a route may be somewhere else', async () => {
  const { client, asked } = clientOf(() => Response.json({}), { '/process-data': 'http://other/data' })
  await client.processData('tx', { part: 'step-a-output' })

  expect(asked[0]?.url).toBe('http://other/data?transactionId=tx&part=step-a-output')
})

test('a part that is somewhere else is fetched from there, without the API key', async () => {
  const answers = [
    new Response('{}', { status: 303, headers: { location: 'https://s3/part?signature' } }),
    Response.json({ large: true }),
  ]
  const { client, asked } = clientOf(() => answers.shift() as Response)

  expect(await client.processData('tx', { part: 'large' })).toEqual({ large: true })
  expect(asked[1]).toEqual({ method: 'GET', url: 'https://s3/part?signature', body: undefined, headers: {} })
})

test('where a browser does not show where a part is, it follows by itself', async () => {
  const hidden = Object.defineProperty(new Response(null), 'type', { value: 'opaqueredirect' })
  const answers = [hidden, Response.json({ large: true })]
  const { client, asked } = clientOf(() => answers.shift() as Response)

  expect(await client.processData('tx', { part: 'large' })).toEqual({ large: true })
  expect(asked.map(({ url }) => url)).toEqual(Array(2).fill('http://api/dev/process-data?transactionId=tx&part=large'))
})

test('what the facade refuses is a problem with its type', async () => {
  const document = { type: 'urn:sfs3:problem:not-found', status: 404, title: 'Not Found', detail: 'no execution arn' }
  const { client } = clientOf(() => Response.json(document, { status: 404 }))

  const problem = await client.processState('arn').catch((error) => error)
  expect(problem).toBeInstanceOf(Problem)
  expect(problem).toMatchObject({ type: document.type, status: 404, title: 'Not Found', message: 'no execution arn' })
  expect(problem.document).toEqual(document)
})

test.each([
  ['what API Gateway refuses', Response.json({ message: 'Forbidden' }, { status: 403 }), 'Forbidden'],
  ['what a proxy answers', new Response('<html>', { status: 400 }), 'the facade answered 400'],
])('%s is a problem without a type', async (_, response, message) => {
  const { client } = clientOf(() => response)

  await expect(client.processData('tx')).rejects.toMatchObject({ type: 'about:blank', message })
})

test('what says who calls is sent with the request, and not to where a large part is', async () => {
  const { client, asked } = clientOf(
    (url) =>
      url.startsWith('http://api')
        ? Response.json({ location: 'http://s3/part' }, { status: 303, headers: { location: 'http://s3/part' } })
        : Response.json({ large: true }),
    {},
    async ({ method, url }) => ({ authorization: `${method} ${url.pathname}${url.search}` }),
  )

  expect(await client.processData('tx', { part: 'large' })).toEqual({ large: true })

  expect(asked.map(({ url, headers }) => [url, headers.authorization])).toEqual([
    ['http://api/dev/process-data?transactionId=tx&part=large', 'GET /dev/process-data?transactionId=tx&part=large'],
    ['http://s3/part', undefined],
  ])
})
