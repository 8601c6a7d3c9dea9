import { ExecutionAlreadyExists, ExecutionDoesNotExist, SFNServiceException } from '@aws-sdk/client-sfn'
import { expect, test } from '@jest/globals'
import { ExecutionNotFound, ExecutionsUnavailable } from '../../src/process/errors.ts'
import { sfnDescribeExecution, sfnStartExecution } from '../../src/process/executions.ts'
import { TransactionId } from '../../src/process/transaction-id.ts'
import { stubSfn } from '../support/stub-sfn.ts'

const tx = TransactionId.parse('tx-1')
const machine = 'arn:aws:states:us-east-1:000000000000:stateMachine:sfs3-dev-process'
const execution = 'arn:aws:states:us-east-1:000000000000:execution:sfs3-dev-process:tx-1'
const throttled = () => {
  throw new SFNServiceException({ name: 'ThrottlingException', $fault: 'client', $metadata: { httpStatusCode: 400 } })
}

test('an execution is named after its transaction and gets nothing but its id', async () => {
  const { client, sent } = stubSfn(() => ({ executionArn: execution }))

  expect(await sfnStartExecution(client, machine)(tx)).toBe(execution)

  expect(sent).toEqual([{ stateMachineArn: machine, name: 'tx-1', input: '{"processData":"tx-1"}' }])
})

test('starting an execution that has ended returns its ARN', async () => {
  const { client } = stubSfn(() => {
    throw new ExecutionAlreadyExists({ message: '', $metadata: {} })
  })

  expect(await sfnStartExecution(client, machine)(tx)).toBe(execution)
})

test('a throttled start or describe is unavailable, not failed', async () => {
  const { client } = stubSfn(throttled)

  await expect(sfnStartExecution(client, machine)(tx)).rejects.toThrow(ExecutionsUnavailable)
  await expect(sfnDescribeExecution(client)(execution)).rejects.toThrow(ExecutionsUnavailable)
})

test('an execution that nobody knows is not found', async () => {
  const { client } = stubSfn(() => {
    throw new ExecutionDoesNotExist({ message: '', $metadata: {} })
  })

  await expect(sfnDescribeExecution(client)(execution)).rejects.toThrow(ExecutionNotFound)
})

test('a running execution has no end, a failed one has its error and cause', async () => {
  const startDate = new Date('2026-01-01T00:00:00Z')
  const stopDate = new Date('2026-01-01T00:00:01Z')

  const running = stubSfn(() => ({ status: 'RUNNING', startDate, output: '{}' }))
  expect(await sfnDescribeExecution(running.client)(execution)).toEqual({ status: 'RUNNING', startDate })

  const failed = stubSfn(() => ({ status: 'FAILED', startDate, stopDate, error: 'E', cause: '' }))
  expect(await sfnDescribeExecution(failed.client)(execution)).toEqual({
    status: 'FAILED',
    startDate,
    stopDate,
    error: 'E',
    cause: '',
  })
})
