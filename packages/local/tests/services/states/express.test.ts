import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  ListExecutionsCommand,
  StartExecutionCommand,
  StartSyncExecutionCommand,
} from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { roleArn } from '../../../testing/arns.ts'
import { startRegion, type TestRegion } from '../../../testing/state-machines.ts'

let region: TestRegion
beforeAll(async () => {
  region = await startRegion({ functions: { echo: (input) => input } })
})
afterAll(() => region.stop())

let machines = 0
async function create(type: 'EXPRESS' | 'STANDARD', state: object): Promise<string> {
  const definition = JSON.stringify({ StartAt: 'S', States: { S: state } })
  const create = new CreateStateMachineCommand({ name: `machine-${machines++}`, roleArn, definition, type })
  return (await region.sfn.send(create)).stateMachineArn ?? ''
}

const echo = { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:000000000000:function:echo', End: true }

test('a synchronous execution answers with its result', async () => {
  const stateMachineArn = await create('EXPRESS', echo)
  const sync = new StartSyncExecutionCommand({ stateMachineArn, name: 'now', input: '{"a":1}' })
  expect(await region.sfn.send(sync)).toMatchObject({
    executionArn: expect.stringMatching(/^arn:aws:states:us-east-1:000000000000:express:machine-\d+:now:[\w-]{36}$/),
    stateMachineArn,
    name: 'now',
    status: 'SUCCEEDED',
    input: '{"a":1}',
    inputDetails: { included: true },
    output: '{"a":1}',
    outputDetails: { included: true },
    billingDetails: { billedDurationInMilliseconds: 100, billedMemoryUsedInMB: 64 },
  })
})

test('a synchronous execution that fails answers with why', async () => {
  const stateMachineArn = await create('EXPRESS', { Type: 'Fail', Error: 'No', Cause: 'Because' })
  const { status, error, cause, output } = await region.sfn.send(new StartSyncExecutionCommand({ stateMachineArn }))
  expect({ status, error, cause, output }).toEqual({ status: 'FAILED', error: 'No', cause: 'Because' })
})

test('a STANDARD machine cannot be run synchronously', async () => {
  const stateMachineArn = await create('STANDARD', echo)
  const sync = region.sfn.send(new StartSyncExecutionCommand({ stateMachineArn }))
  await expect(sync).rejects.toMatchObject({
    name: 'StateMachineTypeNotSupported',
    message: 'This operation is not supported by this type of state machine',
  })
})

test('an execution that fails while nobody waits for it is told of in the log, without its data', async () => {
  const stateMachineArn = await create('EXPRESS', { Type: 'Fail', Error: 'No', Cause: 'a secret' })
  const { executionArn } = await region.sfn.send(new StartExecutionCommand({ stateMachineArn }))
  expect(region.logged).toEqual([`${executionArn} ended FAILED: No`])
})

test('EXPRESS executions may share a name, and are neither listed nor described nor told of', async () => {
  const stateMachineArn = await create('EXPRESS', echo)
  const start = () => region.sfn.send(new StartExecutionCommand({ stateMachineArn, name: 'twice' }))
  const [first, second] = [await start(), await start()]
  expect(first.executionArn).not.toBe(second.executionArn)

  const describe = region.sfn.send(new DescribeExecutionCommand({ executionArn: first.executionArn }))
  await expect(describe).rejects.toMatchObject({
    name: 'InvalidArn',
    message: "Invalid Arn: 'Resource type not valid in this context: express'",
  })
  const list = region.sfn.send(new ListExecutionsCommand({ stateMachineArn }))
  await expect(list).rejects.toMatchObject({ name: 'StateMachineTypeNotSupported' })
  expect(region.changes).toEqual([])
})
