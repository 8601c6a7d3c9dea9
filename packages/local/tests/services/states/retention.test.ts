import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  ListExecutionsCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import { afterEach, expect, test } from '@jest/globals'
import { roleArn } from '../../../testing/arns.ts'
import { eventually } from '../../../testing/eventually.ts'
import { fakeClock } from '../../../testing/fake-clock.ts'
import { startRegion, type TestRegion } from '../../../testing/state-machines.ts'

let region: TestRegion
afterEach(() => region.stop())

const pass = { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } }
const wait = { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 100 * 86_400, End: true } } }

async function create(definition: object): Promise<string> {
  const create = new CreateStateMachineCommand({ name: 'machine', roleArn, definition: JSON.stringify(definition) })
  return (await region.sfn.send(create)).stateMachineArn ?? ''
}
const start = (stateMachineArn: string, name: string) =>
  region.sfn.send(new StartExecutionCommand({ stateMachineArn, name }))
const names = async (stateMachineArn: string) =>
  (await region.sfn.send(new ListExecutionsCommand({ stateMachineArn }))).executions?.map(({ name }) => name)

test('only the newest closed executions are kept; a forgotten one still has its name', async () => {
  const clock = fakeClock()
  region = await startRegion({ clock, keep: { days: 90, executions: 2 } })
  const stateMachineArn = await create(pass)
  for (const name of ['a', 'b', 'c']) {
    await start(stateMachineArn, name)
    clock.advance(10)
  }
  clock.advance(86_400_000)
  expect(await names(stateMachineArn)).toEqual(['c', 'b'])

  const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:a`
  await expect(region.sfn.send(new DescribeExecutionCommand({ executionArn }))).rejects.toMatchObject({
    name: 'ExecutionDoesNotExist',
  })
  await expect(start(stateMachineArn, 'a')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' })
  clock.advance(90 * 86_400_000)
  expect((await start(stateMachineArn, 'a')).executionArn).toBe(executionArn)
})

test('closed executions are forgotten when they are old enough, open ones never', async () => {
  const clock = fakeClock()
  region = await startRegion({ clock, keep: { days: 30, executions: 1000 } })
  const stateMachineArn = await create(pass)
  await start(stateMachineArn, 'closed')
  await region.stepFunctions.putStateMachine({ name: 'machine', definition: JSON.stringify(wait), roleArn })
  await start(stateMachineArn, 'open')
  clock.advance(29 * 86_400_000)
  expect(await names(stateMachineArn)).toEqual(['open', 'closed'])
  clock.advance(2 * 86_400_000)
  await eventually(async () => (await names(stateMachineArn))?.length === 1)
  expect(await names(stateMachineArn)).toEqual(['open'])
})
