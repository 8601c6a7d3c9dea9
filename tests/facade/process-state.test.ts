import { expect, test } from '@jest/globals'
import { processStateRoute } from '../../src/facade/process-state.ts'
import { ExecutionNotFound } from '../../src/process/errors.ts'
import type { DescribeExecution } from '../../src/process/executions.ts'
import { request } from '../support/api-gateway-event.ts'
import { context } from '../support/lambda-context.ts'

const arn = (machine: string, name = 'tx-1') => `arn:aws:states:us-east-1:000000000000:execution:${machine}:${name}`
const machines = ['process', 'backup'].map(
  (name) => `arn:aws:states:us-east-1:000000000000:stateMachine:sfs3-test-${name}`,
)

const get = async (query: string, describe: DescribeExecution) => {
  const answer = await processStateRoute(describe, machines)(request('GET', `/process-state${query}`), context)
  return { ...answer, body: JSON.parse(answer.body) }
}
const never = async () => {
  throw new Error('asked')
}

test.each(['sfs3-test-process', 'sfs3-test-backup'])('200 with how an execution of %s stands', async (machine) => {
  const { statusCode, body } = await get(`?executionArn=${arn(machine)}`, async () => ({
    status: 'FAILED',
    startDate: new Date('2026-01-01T00:00:00Z'),
    stopDate: new Date('2026-01-01T00:00:01Z'),
    error: 'E',
    cause: 'C',
  }))

  expect(statusCode).toBe(200)
  expect(body).toEqual({
    executionId: arn(machine),
    transactionId: 'tx-1',
    status: 'FAILED',
    startDate: '2026-01-01T00:00:00.000Z',
    stopDate: '2026-01-01T00:00:01.000Z',
    error: 'E',
    cause: 'C',
  })
})

test('404 for an execution that nobody knows', async () => {
  const { statusCode, body } = await get(`?executionArn=${arn('sfs3-test-process')}`, async (executionArn) => {
    throw new ExecutionNotFound(executionArn)
  })

  expect(statusCode).toBe(404)
  expect(body).toEqual({ status: 404, title: 'Not Found', detail: `no execution ${arn('sfs3-test-process')}` })
})

test.each([
  ['no ARN', '', 'Give executionArn.'],
  ['two', `?executionArn=${arn('sfs3-test-process')}&executionArn=x`, 'Give executionArn once.'],
  ['nonsense', '?executionArn=x', 'executionArn is not the ARN of an execution of this service.'],
  ['an empty ARN', '?executionArn=', 'executionArn is not the ARN of an execution of this service.'],
  ['another machine', `?executionArn=${arn('other')}`, 'executionArn is not the ARN of an execution of this service.'],
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
  const { statusCode, body } = await get(query, never)

  expect(statusCode).toBe(400)
  expect(body).toEqual({ status: 400, title: 'Bad Request', detail })
})
