import { expect, test } from '@jest/globals'
import { startJobRoute } from '../../../src/facade/routes/start-job.ts'
import { request } from '../../support/api-gateway-event.ts'
import { inMemoryStartSources } from '../../support/in-memory-start-sources.ts'
import { context } from '../../support/lambda-context.ts'

const machine = 'arn:aws:states:us-east-1:000000000000:stateMachine:sfs3-test-waitable'
const now = Date.parse('2026-01-01T00:00:00Z')

const post = async (StartTimestamp: unknown) => {
  const started: unknown[] = []
  const start = async (...start: unknown[]) => `arn:${started.push(start)}`
  const route = startJobRoute(machine, start, inMemoryStartSources(), () => now)
  const answer = await route(request('POST', '/jobs', { body: JSON.stringify({ StartTimestamp }) }), context)
  return { statusCode: answer.statusCode, body: JSON.parse(answer.body), started }
}

test.each([
  ['2026-01-02T00:00:00Z', '2026-01-02T00:00:00.000Z', 1769904000],
  ['2026-01-02T01:00:00.5+01:00', '2026-01-02T00:00:00.500Z', 1769904000],
  ['2021-06-25T17:47:00Z', '2021-06-25T17:47:00.000Z', 1769817600],
])('%s is a time', async (StartTimestamp, waitUntil, expiresAtEpochSeconds) => {
  const { statusCode, body, started } = await post(StartTimestamp)

  expect(statusCode).toBe(202)
  expect(body).toEqual({
    jobId: expect.any(String),
    executionId: `arn:aws:states:us-east-1:000000000000:execution:sfs3-test-waitable:${body.jobId}`,
    message: `Job Id ${body.jobId} started successfully. For additional information on process status use GET /jobs/status.`,
  })
  expect(started).toEqual([
    [body.jobId, { jobId: body.jobId, StartTimestamp, waitUntil, listed: 'jobs', expiresAtEpochSeconds }],
  ])
})

test.each([
  undefined,
  null,
  '',
  'tomorrow',
  1767225600,
  '2026-01-02',
  '2026-01-02T00:00:00',
  '2026-02-30T00:00:00Z',
  '2026-01-02 00:00:00Z',
  '2026-01-02T25:00:00Z',
])('%j is a 400 that says what a timestamp is', async (StartTimestamp) => {
  expect(await post(StartTimestamp)).toMatchObject({
    statusCode: 400,
    body: {
      detail:
        'StartTimestamp: must be an RFC 3339 timestamp with offset, e.g. 2030-01-31T09:00:00Z or 2030-01-31T10:00:00+01:00.',
    },
    started: [],
  })
})

test('a time over a year ahead is a 400 that says so', async () => {
  expect(await post('2027-01-01T00:00:01Z')).toMatchObject({
    statusCode: 400,
    body: { detail: 'StartTimestamp is over a year ahead: choose an earlier time.' },
  })
})
