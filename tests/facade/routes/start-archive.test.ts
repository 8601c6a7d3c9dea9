import { expect, test } from '@jest/globals'
import { startArchiveRoute } from '../../../src/facade/routes/start-archive.ts'
import type { ExpressResult } from '../../../src/process/run-express.ts'
import { request } from '../../support/api-gateway-event.ts'
import { inMemoryStartSources } from '../../support/in-memory-start-sources.ts'
import { context } from '../../support/lambda-context.ts'

const machine = 'arn:aws:states:us-east-1:000000000000:stateMachine:sfs3-test-archive'

const post = async (query: string, body: string, express: ExpressResult = { status: 'SUCCEEDED', output: {} }) => {
  const started: unknown[][] = []
  const run: unknown[][] = []
  const route = startArchiveRoute(
    machine,
    async (...start) => `arn:${started.push(start)}`,
    async (...start) => {
      run.push(start)
      return express
    },
    inMemoryStartSources(),
  )
  const answer = await route(request('POST', `/archive${query}`, { body }), context)
  return { statusCode: answer.statusCode, body: JSON.parse(answer.body), started, run }
}

test('202 with the execution, and what was asked for goes to the machine', async () => {
  const { statusCode, body, started, run } = await post('', '{"approval_needed":true,"key":"a.txt"}')

  expect(statusCode).toBe(202)
  expect(body).toEqual({ executionId: expect.stringContaining(':execution:sfs3-test-archive:') })
  expect(started).toEqual([[expect.any(String), { approval_needed: true, key: 'a.txt', listed: 'archive' }]])
  expect(run).toEqual([])
})

test('an empty request simulates a file', async () => {
  const { statusCode, started } = await post('', '')

  expect(statusCode).toBe(202)
  expect(started[0]?.[1]).toEqual({ approval_needed: false, listed: 'archive' })
})

test('express answers with the record', async () => {
  const record = { Id: 'a-1', Action: 'Archived' }
  const { statusCode, body, started, run } = await post('?mode=express', '{}', { status: 'SUCCEEDED', output: record })

  expect(statusCode).toBe(200)
  expect(body).toEqual(record)
  expect(run).toEqual([[expect.any(String), { archiveId: run[0]?.[0], approval_needed: false, listed: 'archive' }]])
  expect(started).toEqual([])
})

test('express without a record is a 422 with error and cause', async () => {
  const { statusCode, body } = await post('?mode=express', '{"key":"gone"}', {
    status: 'FAILED',
    error: 'InboxFileMissing',
    cause: 'Not archived.',
  })

  expect(statusCode).toBe(422)
  expect(body).toMatchObject({ status: 422, detail: 'Not archived.', error: 'InboxFileMissing' })
})

test.each([
  ['', '{"approvalNeeded":true}', expect.stringContaining('approvalNeeded')],
  ['', '{"approval_needed":"yes"}', 'approval_needed: must be true or false.'],
  ['', '{"key":""}', 'key: must not be empty.'],
  ['', '{"key":"a","simulate":{}}', 'Give key or simulate: only what is not there can be simulated.'],
  ['?mode=slow', '{}', 'mode must be "express" or left out.'],
  [
    '?mode=express',
    '{"approval_needed":true}',
    'In express mode nobody can be asked: leave out mode or approval_needed.',
  ],
])('%s %s is a 400', async (query, request, detail) => {
  expect(await post(query, request)).toMatchObject({ statusCode: 400, body: { detail }, started: [], run: [] })
})
