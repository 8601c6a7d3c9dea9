import { expect, test } from '@jest/globals'
import { processDataRoute } from '../../../src/facade/routes/process-data.ts'
import type { PartUrl } from '../../../src/process/part-url.ts'
import { request } from '../../support/api-gateway-event.ts'
import { inMemoryProcessData } from '../../support/in-memory-process-data.ts'
import { context } from '../../support/lambda-context.ts'
import { nobody } from '../../support/nobody.ts'

const data = inMemoryProcessData({
  'tx-1': { processInput: { orderNumber: 42 }, 'step-a-output': { status: 'OK' } },
  large: { processInput: {}, one: 'x'.repeat(3_500_000), two: 'x'.repeat(3_500_000) },
  quotes: { processInput: {}, part: '"'.repeat(2_500_000) },
})
const get = async (query: string, partUrl?: PartUrl) => {
  const answer = await processDataRoute(data, nobody, partUrl)(request('GET', `/process-data${query}`), context)
  return { ...answer, body: JSON.parse(answer.body) }
}

test('200 with everything known about a process', async () => {
  const { statusCode, body } = await get('?transactionId=tx-1')

  expect(statusCode).toBe(200)
  expect(body).toEqual({ processInput: { orderNumber: 42 }, 'step-a-output': { status: 'OK' } })
})

test('200 with one part', async () => {
  expect((await get('?transactionId=tx-1&part=step-a-output')).body).toEqual({ status: 'OK' })
  expect((await get('?transactionId=tx-1&part=processInput')).body).toEqual({ orderNumber: 42 })
})

test.each([
  ['?transactionId=tx-2', 'No process tx-2, or its data has expired.'],
  ['?transactionId=tx-1&part=step-b-output', 'Process tx-1 has no part step-b-output (yet).'],
])('%s is a 404', async (query, detail) => {
  expect(await get(query)).toMatchObject({ statusCode: 404, body: { status: 404, title: 'Not Found', detail } })
})

test.each([
  ['', 'Give transactionId.'],
  ['?transactionId=', 'transactionId must be 1 to 80 letters, digits, "-" or "_".'],
  ['?transactionId=../tx-1', 'transactionId must be 1 to 80 letters, digits, "-" or "_".'],
  ['?transactionId=tx-1&transactionId=tx-2', 'Give transactionId once.'],
  ['?transactionId=tx-1&part=../input', 'part must be "processInput" or a name like "step-a-output".'],
])('%s is a 400 that says what to change', async (query, detail) => {
  expect(await get(query)).toMatchObject({ statusCode: 400, body: { status: 400, title: 'Bad Request', detail } })
})

test('what does not fit into an answer is a 413 that names the parts, one part at a time fits', async () => {
  expect(await get('?transactionId=large')).toMatchObject({
    statusCode: 413,
    body: {
      detail: 'The data does not fit into one answer: ask for its parts one at a time with part=.',
      parts: [
        { part: 'processInput', bytes: 2 },
        { part: 'one', bytes: 3_500_002 },
        { part: 'two', bytes: 3_500_002 },
      ],
    },
  })
  expect((await get('?transactionId=large&part=one')).statusCode).toBe(200)
})

test('a part that grows too large by its quotes is a 413, too', async () => {
  const { statusCode, body } = await get('?transactionId=quotes&part=part')

  expect(statusCode).toBe(413)
  expect(body).toMatchObject({
    detail: 'The part does not fit into an answer, and links to S3 are switched off.',
    parts: [{ part: 'part', bytes: 5_000_002 }],
  })
})

test('with links switched on, a single part that does not fit is a 303 to where it is', async () => {
  const { statusCode, headers, body } = await get(
    '?transactionId=quotes&part=part',
    async (transactionId, part) => `https://s3/${transactionId}/${part}?signature`,
  )

  expect(statusCode).toBe(303)
  expect(headers).toMatchObject({ location: 'https://s3/quotes/part?signature', 'cache-control': 'no-store' })
  expect(body).toEqual({ location: 'https://s3/quotes/part?signature' })
})

test('links do not help who asks for everything at once', async () => {
  expect((await get('?transactionId=large', async () => 'https://s3')).statusCode).toBe(413)
})
