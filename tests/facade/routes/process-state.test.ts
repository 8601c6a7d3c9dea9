import { expect, test } from '@jest/globals'
import { processStateRoute } from '../../../src/facade/routes/process-state.ts'
import type { DescribeExecution } from '../../../src/process/current-state.ts'
import { ExecutionNotFound } from '../../../src/process/errors.ts'
import { executionRecords } from '../../../src/process/execution-records.ts'
import type { ExecutionState } from '../../../src/process/execution-state.ts'
import { request } from '../../support/api-gateway-event.ts'
import { inMemoryRecords } from '../../support/in-memory-records.ts'
import { context } from '../../support/lambda-context.ts'
import { nobody } from '../../support/nobody.ts'

const arn = (machine: string, name = 'tx-1') => `arn:aws:states:us-east-1:000000000000:execution:${machine}:${name}`
const machines = ['process', 'backup'].map(
  (name) => `arn:aws:states:us-east-1:000000000000:stateMachine:sfs3-test-${name}`,
)

const startedAt = Date.parse('2026-01-01T00:00:00Z')
const never: DescribeExecution = async () => {
  throw new Error('asked')
}
const get = async (query: string, { describe = never, recorded, permit = true, prefer }: Partial<Options> = {}) => {
  const records = executionRecords(inMemoryRecords())
  if (recorded?.status === 'RUNNING') await records.started(recorded)
  else if (recorded) await records.ended(recorded)
  let now = startedAt + 1000
  const sources = {
    records,
    describe,
    permit: async () => permit,
    waitPermit: async () => true,
    now: () => now,
    pause: async (ms: number) => {
      now += ms
    },
    random: () => 1,
    ownerOf: nobody,
  }
  const headers = prefer ? { Prefer: prefer } : {}
  const answer = await processStateRoute(sources, machines)(
    request('GET', `/process-state${query}`, { headers }),
    context,
  )
  return { ...answer, body: JSON.parse(answer.body) }
}
type Options = { describe: DescribeExecution; recorded: ExecutionState; permit: boolean; prefer: string }

const startDate = '2026-01-01T00:00:00.000Z'
const stopDate = '2026-01-01T00:00:01.000Z'

test.each(['sfs3-test-process', 'sfs3-test-backup'])('200 with how an execution of %s ended', async (machine) => {
  const executionArn = arn(machine)
  const { statusCode, headers, body } = await get(`?executionArn=${executionArn}`, {
    recorded: { executionArn, status: 'FAILED', startDate, stopDate, error: 'E', cause: 'C' },
  })

  expect(statusCode).toBe(200)
  expect(headers).toMatchObject({ 'content-type': 'application/json' })
  expect(body).toEqual({
    executionId: executionArn,
    transactionId: 'tx-1',
    status: 'FAILED',
    startDate,
    stopDate,
    error: 'E',
    cause: 'C',
  })
})

test('200 with when to ask again for one that runs', async () => {
  const executionArn = arn('sfs3-test-process')
  const { statusCode, headers, body } = await get(`?executionArn=${executionArn}`, {
    recorded: { executionArn, status: 'RUNNING', startDate },
  })

  expect(statusCode).toBe(200)
  expect(headers).toMatchObject({ 'content-type': 'application/json', 'retry-after': '1' })
  expect(body).toEqual({ executionId: executionArn, transactionId: 'tx-1', status: 'RUNNING', startDate })
})

test('a wait that the execution outlasts is answered after it, with what was applied', async () => {
  const executionArn = arn('sfs3-test-process')
  const { headers, body } = await get(`?executionArn=${executionArn}`, {
    recorded: { executionArn, status: 'RUNNING', startDate },
    prefer: 'wait=60',
  })

  expect(body.status).toBe('RUNNING')
  expect(headers).toMatchObject({
    'content-type': 'application/json',
    'preference-applied': 'wait=25',
    'retry-after': '2',
  })
})

test('404 for an execution that nobody knows', async () => {
  const { statusCode, body } = await get(`?executionArn=${arn('sfs3-test-process')}`, {
    describe: async (executionArn) => {
      throw new ExecutionNotFound(executionArn)
    },
  })

  expect(statusCode).toBe(404)
  expect(body).toEqual({
    type: 'urn:sfs3:problem:not-found',
    status: 404,
    title: 'Not Found',
    detail: `no execution ${arn('sfs3-test-process')}`,
  })
})

test('429 for an unrecorded execution while Step Functions may not be asked', async () => {
  const { statusCode, headers, body } = await get(`?executionArn=${arn('sfs3-test-process')}`, { permit: false })

  expect(statusCode).toBe(429)
  expect(headers).toMatchObject({ 'content-type': 'application/problem+json', 'retry-after': '1' })
  expect(body.type).toBe('urn:sfs3:problem:status-not-yet-known')
})

test.each([
  ['no ARN', '', 'Give executionArn.'],
  ['two', `?executionArn=${arn('sfs3-test-process')}&executionArn=x`, 'Give executionArn once.'],
  ['nonsense', '?executionArn=x', 'executionArn is not the ARN of an execution of this service.'],
  ['an empty ARN', '?executionArn=', 'executionArn is not the ARN of an execution of this service.'],
  [
    'another machine',
    `?executionArn=${arn('other')}`,
    "executionArn is an execution of other, which is not in STATE_MACHINE_ARNS: this setting of the route's function lists the state machines of this service.",
  ],
  [
    'the machine itself',
    `?executionArn=${machines[0]}`,
    'executionArn is not the ARN of an execution of this service.',
  ],
  [
    'a strange name',
    `?executionArn=${arn('sfs3-test-process', 'a:b')}`,
    'executionArn is not the ARN of an execution of this service.',
  ],
])('%s is a 400 that says so', async (_, query, detail) => {
  const { statusCode, body } = await get(query)

  expect(statusCode).toBe(400)
  expect(body).toEqual({ type: 'urn:sfs3:problem:bad-request', status: 400, title: 'Bad Request', detail })
})
