import {
  CreateStateMachineCommand,
  DescribeStateMachineCommand,
  ValidateStateMachineDefinitionCommand,
} from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { roleArn } from '../../../testing/arns.ts'
import { startRegion, type TestRegion } from '../../../testing/state-machines.ts'

let region: TestRegion
beforeAll(async () => {
  region = await startRegion()
})
afterAll(() => region.stop())

const create = (name: string, definition: object) =>
  region.sfn.send(new CreateStateMachineCommand({ name, roleArn, definition: JSON.stringify(definition) }))

const nowhere = { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' }, C: { Type: 'Succeed' } } }

test('a definition with errors is refused with all of them', async () => {
  await expect(create('broken', nowhere)).rejects.toMatchObject({
    name: 'InvalidDefinition',
    message:
      "Invalid State Machine Definition: 'MISSING_TRANSITION_TARGET: Missing 'Next' target: B at /States/A/Next, " +
      'MISSING_TRANSITION_TARGET: State "C" is not reachable. at /States/C\'',
  })
})

test('a definition can be asked about', async () => {
  const validation = await region.sfn.send(
    new ValidateStateMachineDefinitionCommand({ definition: JSON.stringify(nowhere), maxResults: 1 }),
  )

  expect(validation).toMatchObject({
    result: 'FAIL',
    diagnostics: [{ severity: 'ERROR', code: 'MISSING_TRANSITION_TARGET', location: '/States/A/Next' }],
    truncated: true,
  })
})

test('a task that AWS does not have is an error too; whether the local region runs it is no question', async () => {
  const running = (Resource: string) => ({ StartAt: 'Run', States: { Run: { Type: 'Task', Resource, End: true } } })

  for (const unknown of [
    'glue:flyAway',
    'aws-sdk:ec2:flyAway',
    'aws-sdk:sky:fly',
    'aws-sdk:ec2:describeInstances.sync',
  ])
    await expect(create('flying', running(`arn:aws:states:::${unknown}`))).rejects.toMatchObject({
      name: 'InvalidDefinition',
    })
  for (const known of [
    'ecs:runTask.sync',
    'eks:call',
    'aws-sdk:ec2:describeInstances',
    'aws-sdk:rds:describeDBInstances',
  ])
    await create(known.replaceAll(/\W/g, '-'), running(`arn:aws:states:::${known}`))
})

test('a state machine tells which states read which variables', async () => {
  const { stateMachineArn } = await create('reader', {
    QueryLanguage: 'JSONata',
    StartAt: 'Set',
    States: {
      Set: { Type: 'Pass', Assign: { seats: 1 }, Next: 'Get' },
      Get: { Type: 'Succeed', Output: '{% $seats + 1 %}' },
    },
  })

  const { variableReferences } = await region.sfn.send(new DescribeStateMachineCommand({ stateMachineArn }))
  expect(variableReferences).toEqual({ Get: ['seats'] })
})
