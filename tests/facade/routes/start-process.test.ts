import { expect, test } from '@jest/globals'
import { startProcessRoute } from '../../../src/facade/routes/start-process.ts'
import { ExecutionsUnavailable, ProcessDataUnavailable } from '../../../src/process/errors.ts'
import { TransactionId } from '../../../src/process/transaction-id.ts'
import { request } from '../../support/api-gateway-event.ts'
import { inMemoryProcessData } from '../../support/in-memory-process-data.ts'
import { inMemoryStartSources } from '../../support/in-memory-start-sources.ts'
import { context } from '../../support/lambda-context.ts'

const machine = 'arn:stateMachine:process'
const start = async (transactionId: string) => `arn:execution:process:${transactionId}`
const post = async (options: Parameters<typeof request>[2], data = inMemoryProcessData(), startExecution = start) => {
  const route = startProcessRoute(machine, data, startExecution, inMemoryStartSources())
  const answer = await route(request('POST', '/start-process', options), context)
  return { ...answer, body: JSON.parse(answer.body), data }
}

test('202 with the ids, where to look and when; the input is there first', async () => {
  const data = inMemoryProcessData()
  let inputAtStart: unknown
  const { statusCode, headers, body } = await post({ body: '{"orderNumber":42}' }, data, async (transactionId) => {
    inputAtStart = await data.part(TransactionId.parse(transactionId), 'processInput')
    return `arn:execution:process:${transactionId}`
  })

  expect(statusCode).toBe(202)
  expect(inputAtStart).toEqual({ orderNumber: 42 })
  expect(body).toEqual({
    transactionId: expect.any(String),
    executionId: `arn:execution:process:${body.transactionId}`,
  })
  expect(headers).toMatchObject({
    'content-type': 'application/json',
    location: `/test/process-state?executionArn=arn%3Aexecution%3Aprocess%3A${body.transactionId}`,
    'retry-after': '1',
  })
})

test.each([
  ['nothing', { body: null }, {}],
  ['white space', { body: ' \n' }, {}],
  ['null', { body: 'null' }, null],
  ['a string', { body: '"text"' }, 'text'],
  ['base64', { body: Buffer.from('{"ä":1}').toString('base64'), isBase64Encoded: true }, { ä: 1 }],
  ['another content type', { body: '[1]', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }, [1]],
  ['UTF-8 by name', { body: '1', headers: { 'CONTENT-TYPE': 'application/json; charset="UTF-8"' } }, 1],
])('%s is an input', async (_, options, input) => {
  const { statusCode, body, data } = await post(options)

  expect(statusCode).toBe(202)
  expect(await data.part(TransactionId.parse(body.transactionId), 'processInput')).toEqual(input)
})

test.each([
  ['half a document', { body: '{"a":' }, 400, 'The body is not JSON: send one JSON value, or nothing.'],
  [
    'deep nesting',
    { body: '['.repeat(50_000) + ']'.repeat(50_000) },
    400,
    'The body is nested deeper than 500 levels: flatten it.',
  ],
  ['an infinite number', { body: '[1e999]' }, 400, 'The body holds a number above 1.8e308: send it as a string.'],
  [
    'bytes that are not UTF-8',
    { body: '/w==', isBase64Encoded: true },
    400,
    'The body is not UTF-8: encode it as UTF-8.',
  ],
  [
    'another charset',
    { body: '1', headers: { 'content-type': 'application/json;charset=utf-16' } },
    415,
    'JSON is UTF-8, not utf-16: encode the body as UTF-8.',
  ],
])('%s is refused with the reason, and nothing is written', async (_, options, status, detail) => {
  const data = {
    ...inMemoryProcessData(),
    create: async () => {
      throw new Error('written')
    },
  }

  const { statusCode, headers, body } = await post(options, data)

  expect(statusCode).toBe(status)
  expect(headers).toMatchObject({ 'content-type': 'application/problem+json' })
  expect(body).toMatchObject({ status, detail })
})

test.each([
  ['S3', new ProcessDataUnavailable({ cause: new Error() }), 'S3 does not answer for now: try again.'],
  [
    'Step Functions',
    new ExecutionsUnavailable({ cause: new Error() }),
    'Step Functions does not answer for now: try again.',
  ],
])('when %s is unavailable nothing pretends to have started', async (_, error, detail) => {
  const { statusCode, headers, body } = await post({}, inMemoryProcessData(), async () => {
    throw error
  })

  expect(statusCode).toBe(503)
  expect(headers).toMatchObject({ 'content-type': 'application/problem+json', 'retry-after': '1' })
  expect(body).toEqual({
    type: 'urn:sfs3:problem:service-unavailable',
    status: 503,
    title: 'Service Unavailable',
    detail,
  })
})

test('a defect answers 500 and leaks nothing', async () => {
  const { statusCode, body } = await post({}, inMemoryProcessData(), async () => {
    throw new Error('secret')
  })

  expect(statusCode).toBe(500)
  expect(JSON.stringify(body)).not.toContain('secret')
})
