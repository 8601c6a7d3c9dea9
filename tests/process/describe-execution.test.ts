import { ExecutionDoesNotExist, SFNServiceException } from '@aws-sdk/client-sfn'
import { expect, test } from '@jest/globals'
import { sfnDescribeExecution } from '../../src/process/describe-execution.ts'
import { ExecutionNotFound, ExecutionsUnavailable } from '../../src/process/errors.ts'
import { stubSfn } from '../support/stub-sfn.ts'

const executionArn = 'arn:aws:states:us-east-1:000000000000:execution:sfs3-dev-process:tx-1'
const startDate = new Date('2026-01-01T00:00:00Z')
const stopDate = new Date('2026-01-01T00:00:01Z')
const started = { executionArn, startDate: '2026-01-01T00:00:00.000Z' }
const ended = { ...started, stopDate: '2026-01-01T00:00:01.000Z' }

test.each([
  ['a running one', { status: 'RUNNING', startDate }, { ...started, status: 'RUNNING' }, 0],
  ['one about to be redriven', { status: 'PENDING_REDRIVE', startDate }, { ...started, status: 'RUNNING' }, 0],
  [
    'one that succeeded',
    { status: 'SUCCEEDED', startDate, stopDate, output: '{"a":1}', redriveCount: 2 },
    { ...ended, status: 'SUCCEEDED', output: { a: 1 } },
    2,
  ],
  [
    'one that failed',
    { status: 'FAILED', startDate, stopDate, error: 'E', cause: '' },
    { ...ended, status: 'FAILED', error: 'E', cause: '' },
    0,
  ],
  ['one that was stopped', { status: 'ABORTED', startDate, stopDate }, { ...ended, status: 'ABORTED' }, 0],
])('%s', async (_, answer, state, redriveCount) => {
  const { client, sent } = stubSfn(() => answer)

  expect(await sfnDescribeExecution(client)(executionArn)).toEqual({ state, redriveCount })
  expect(sent).toEqual([{ executionArn }])
})

test('one that nobody knows is not found', async () => {
  const { client } = stubSfn(() => {
    throw new ExecutionDoesNotExist({ message: '', $metadata: {} })
  })

  await expect(sfnDescribeExecution(client)(executionArn)).rejects.toThrow(ExecutionNotFound)
})

test('a throttled question is unavailable, not failed', async () => {
  const { client } = stubSfn(() => {
    throw new SFNServiceException({ name: 'ThrottlingException', $fault: 'client', $metadata: { httpStatusCode: 400 } })
  })

  await expect(sfnDescribeExecution(client)(executionArn)).rejects.toThrow(ExecutionsUnavailable)
})
