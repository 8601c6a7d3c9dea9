import { ExecutionAlreadyExists, ExecutionLimitExceeded, SFNServiceException } from '@aws-sdk/client-sfn'
import { expect, test } from '@jest/globals'
import { ExecutionsUnavailable } from '../../src/process/errors.ts'
import { sfnStartExecution } from '../../src/process/start-execution.ts'
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

test('a throttled start is unavailable, not failed', async () => {
  const { client } = stubSfn(throttled)

  await expect(sfnStartExecution(client, machine)(tx)).rejects.toThrow(ExecutionsUnavailable)
})

test('a start beyond the open executions that the account may have is unavailable, not failed', async () => {
  const { client } = stubSfn(() => {
    throw new ExecutionLimitExceeded({ message: '', $metadata: { httpStatusCode: 400 } })
  })

  await expect(sfnStartExecution(client, machine)(tx)).rejects.toThrow(ExecutionsUnavailable)
})

test('tells when an execution was started, and nothing when it had been started before', async () => {
  const told: unknown[] = []
  const startDate = new Date('2026-01-01T00:00:00Z')
  const fresh = stubSfn(() => ({ executionArn: execution, startDate }))
  await sfnStartExecution(fresh.client, machine, async (started) => void told.push(started))(tx)
  expect(told).toEqual([{ executionArn: execution, startDate: '2026-01-01T00:00:00.000Z' }])

  const ended = stubSfn(() => {
    throw new ExecutionAlreadyExists({ message: '', $metadata: {} })
  })
  await sfnStartExecution(ended.client, machine, async (started) => void told.push(started))(tx)
  expect(told).toHaveLength(1)
})
