import {
  CreateActivityCommand,
  CreateStateMachineAliasCommand,
  CreateStateMachineCommand,
  DeleteStateMachineAliasCommand,
  DeleteStateMachineCommand,
  DeleteStateMachineVersionCommand,
  DescribeExecutionCommand,
  DescribeStateMachineAliasCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  ListExecutionsCommand,
  ListStateMachineAliasesCommand,
  ListStateMachinesCommand,
  ListStateMachineVersionsCommand,
  ListTagsForResourceCommand,
  PublishStateMachineVersionCommand,
  StartExecutionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateStateMachineAliasCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { roleArn } from '../../../testing/arns.ts'
import { eventually } from '../../../testing/eventually.ts'
import { startRegion, type TestRegion } from '../../../testing/state-machines.ts'

let region: TestRegion
beforeEach(async () => {
  region = await startRegion()
})
afterEach(() => region.stop())

const says = (what: string) =>
  JSON.stringify({ StartAt: 'Say', States: { Say: { Type: 'Pass', Result: what, End: true } } })
const waits = JSON.stringify({ StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 60, End: true } } })

async function create(name: string, definition = says('one')): Promise<string> {
  const { stateMachineArn = '' } = await region.sfn.send(new CreateStateMachineCommand({ name, roleArn, definition }))
  return stateMachineArn
}

async function publish(stateMachineArn: string, description?: string): Promise<string> {
  const publishing = new PublishStateMachineVersionCommand({ stateMachineArn, description })
  return (await region.sfn.send(publishing)).stateMachineVersionArn ?? ''
}

async function run(stateMachineArn: string) {
  const { executionArn } = await region.sfn.send(new StartExecutionCommand({ stateMachineArn }))
  return region.sfn.send(new DescribeExecutionCommand({ executionArn }))
}

test('a state machine is described as it was created', async () => {
  const stateMachineArn = await create('talker')
  expect(await region.sfn.send(new DescribeStateMachineCommand({ stateMachineArn }))).toMatchObject({
    stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:talker',
    name: 'talker',
    definition: says('one'),
    roleArn,
    type: 'STANDARD',
    status: 'ACTIVE',
    loggingConfiguration: { level: 'OFF', includeExecutionData: false },
    tracingConfiguration: { enabled: false },
    creationDate: new Date('2026-01-01T00:00:00Z'),
  })
})

test('creating it again finds it, creating another under its name does not', async () => {
  const stateMachineArn = await create('talker')
  expect(await create('talker')).toBe(stateMachineArn)
  await expect(create('talker', says('two'))).rejects.toMatchObject({
    name: 'StateMachineAlreadyExists',
    message: `State Machine Already Exists: '${stateMachineArn}'`,
  })
})

test.each([
  [{ name: 'a b' }, 'InvalidName', "Invalid Name: 'a b'"],
  [{ name: 'a\uFFFE' }, 'InvalidName', "Invalid Name: 'a\uFFFE'"],
  [
    { definition: '{"StartAt":"A"}' },
    'InvalidDefinition',
    "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: These fields are required: [States] at /'",
  ],
  [{ versionDescription: 'x' }, 'ValidationException', 'Version description can only be set when publish is true'],
  [
    { loggingConfiguration: { level: 'ALL' as const } },
    'InvalidLoggingConfiguration',
    'Invalid Logging Configuration: Must specify exactly one Log Destination.',
  ],
  [
    { type: 'FAST' as 'EXPRESS' },
    'ValidationException',
    "1 validation error detected: Value 'FAST' at 'type' failed to satisfy constraint: Member must satisfy enum value set: [STANDARD, EXPRESS]",
  ],
])('%j is refused', async (wrong, name, message) => {
  const request = new CreateStateMachineCommand({ name: 'm', roleArn, definition: says('one'), ...wrong })
  await expect(region.sfn.send(request)).rejects.toMatchObject({ name, message })
})

test('a distributed Map in a state machine is no state machine', async () => {
  const stateMachineArn = `${await create('talker')}/Each`
  for (const command of [
    new DescribeStateMachineCommand({ stateMachineArn }),
    new UpdateStateMachineCommand({ stateMachineArn, definition: says('two') }),
    new DeleteStateMachineCommand({ stateMachineArn }),
    new StartExecutionCommand({ stateMachineArn }),
  ])
    await expect(region.sfn.send(command as DescribeStateMachineCommand)).rejects.toMatchObject({
      name: 'ValidationException',
      message: `The ARN refers to a Distributed Map state: ${stateMachineArn}`,
    })
})

test('an update makes a new revision; running executions keep what they started with', async () => {
  const stateMachineArn = await create('talker', waits)
  const running = await run(stateMachineArn)
  const { revisionId } = await region.sfn.send(
    new UpdateStateMachineCommand({ stateMachineArn, definition: says('two') }),
  )
  expect(revisionId).toMatch(/^[\w-]{36}$/)
  expect(await region.sfn.send(new DescribeStateMachineCommand({ stateMachineArn }))).toMatchObject({
    revisionId,
    definition: says('two'),
  })
  expect((await run(stateMachineArn)).output).toBe('"two"')

  const { executionArn } = running
  const kept = await region.sfn.send(new DescribeStateMachineForExecutionCommand({ executionArn }))
  expect(kept).toMatchObject({ definition: waits, name: 'talker', roleArn })
  region.clock.advance(60_000)
  await eventually(
    async () => (await region.sfn.send(new DescribeExecutionCommand({ executionArn }))).status === 'SUCCEEDED',
  )

  const same = await region.sfn.send(new UpdateStateMachineCommand({ stateMachineArn, definition: says('two') }))
  expect(same.revisionId).toBe(revisionId)
  await expect(region.sfn.send(new UpdateStateMachineCommand({ stateMachineArn }))).rejects.toMatchObject({
    name: 'MissingRequiredParameter',
  })
})

test('state machines are listed by name, page by page', async () => {
  for (const name of ['c', 'a', 'b']) await create(name)
  const first = await region.sfn.send(new ListStateMachinesCommand({ maxResults: 2 }))
  const { nextToken } = first
  const rest = await region.sfn.send(new ListStateMachinesCommand({ maxResults: 2, nextToken }))
  expect([first, rest].map((page) => page.stateMachines?.map(({ name }) => name))).toEqual([['a', 'b'], ['c']])
  await expect(region.sfn.send(new ListStateMachinesCommand({ maxResults: 1001 }))).rejects.toMatchObject({
    name: 'ValidationException',
    message:
      "1 validation error detected: Value '1001' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 1000",
  })
})

test('deleting a state machine stops its executions; deleting it again succeeds', async () => {
  const stateMachineArn = await create('waiter', waits)
  const { executionArn } = await run(stateMachineArn)
  await region.sfn.send(new DeleteStateMachineCommand({ stateMachineArn }))
  await region.sfn.send(new DeleteStateMachineCommand({ stateMachineArn }))
  expect(await region.sfn.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({ status: 'ABORTED' })
  await expect(run(stateMachineArn)).rejects.toMatchObject({
    name: 'StateMachineDoesNotExist',
    message: `State Machine Does Not Exist: '${stateMachineArn}'`,
  })
})

test('a version stays what it was; publishing the same revision finds it; numbers are not used twice', async () => {
  const stateMachineArn = await create('talker')
  const one = await publish(stateMachineArn, 'the first')
  expect(one).toBe(`${stateMachineArn}:1`)
  expect(await publish(stateMachineArn)).toBe(one)
  await region.sfn.send(new UpdateStateMachineCommand({ stateMachineArn, definition: says('two') }))
  const two = await publish(stateMachineArn)

  expect((await run(one)).output).toBe('"one"')
  expect(await run(two)).toMatchObject({ output: '"two"', stateMachineVersionArn: two, stateMachineArn })
  expect(await region.sfn.send(new DescribeStateMachineCommand({ stateMachineArn: one }))).toMatchObject({
    stateMachineArn: one,
    description: 'the first',
    definition: says('one'),
  })
  const { executions } = await region.sfn.send(new ListExecutionsCommand({ stateMachineArn: one }))
  expect(executions?.map(({ stateMachineVersionArn }) => stateMachineVersionArn)).toEqual([one])

  await region.sfn.send(new DeleteStateMachineVersionCommand({ stateMachineVersionArn: two }))
  const listed = await region.sfn.send(new ListStateMachineVersionsCommand({ stateMachineArn }))
  expect(listed.stateMachineVersions?.map(({ stateMachineVersionArn }) => stateMachineVersionArn)).toEqual([one])
  expect(await publish(stateMachineArn)).toBe(`${stateMachineArn}:3`)

  const stale = new PublishStateMachineVersionCommand({ stateMachineArn, revisionId: 'INITIAL' })
  await expect(region.sfn.send(stale)).rejects.toMatchObject({ name: 'ConflictException' })
})

test('an alias routes to versions, and holds them', async () => {
  const stateMachineArn = await create('talker')
  const one = await publish(stateMachineArn)
  await region.sfn.send(new UpdateStateMachineCommand({ stateMachineArn, definition: says('two') }))
  const two = await publish(stateMachineArn)
  const all = (stateMachineVersionArn: string) => [{ stateMachineVersionArn, weight: 100 }]
  const creating = new CreateStateMachineAliasCommand({ name: 'live', routingConfiguration: all(one) })
  const { stateMachineAliasArn } = await region.sfn.send(creating)
  expect(stateMachineAliasArn).toBe(`${stateMachineArn}:live`)
  await region.sfn.send(creating)

  expect(await run(stateMachineAliasArn ?? '')).toMatchObject({
    output: '"one"',
    stateMachineAliasArn,
    stateMachineVersionArn: one,
  })
  await expect(
    region.sfn.send(new DeleteStateMachineVersionCommand({ stateMachineVersionArn: one })),
  ).rejects.toMatchObject({
    name: 'ConflictException',
    message:
      'Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [live]',
  })
  await region.sfn.send(new UpdateStateMachineAliasCommand({ stateMachineAliasArn, routingConfiguration: all(two) }))
  expect((await run(stateMachineAliasArn ?? '')).output).toBe('"two"')
  expect(await region.sfn.send(new DescribeStateMachineAliasCommand({ stateMachineAliasArn }))).toMatchObject({
    name: 'live',
    routingConfiguration: all(two),
  })
  const listed = await region.sfn.send(new ListStateMachineAliasesCommand({ stateMachineArn: two }))
  expect(listed.stateMachineAliases).toHaveLength(1)
  await region.sfn.send(new DeleteStateMachineAliasCommand({ stateMachineAliasArn }))
  await expect(run(stateMachineAliasArn ?? '')).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' })
})

test('a routing that makes no sense is refused', async () => {
  const stateMachineArn = await create('talker')
  const one = await publish(stateMachineArn)
  const alias = (name: string, routingConfiguration: { stateMachineVersionArn: string; weight: number }[]) =>
    region.sfn.send(new CreateStateMachineAliasCommand({ name, routingConfiguration }))
  await expect(alias('a', [{ stateMachineVersionArn: stateMachineArn, weight: 100 }])).rejects.toMatchObject({
    message: `Routing configuration must contain state machine version ARNs. Received: [${stateMachineArn}]`,
  })
  await expect(alias('a', [{ stateMachineVersionArn: one, weight: 70 }])).rejects.toMatchObject({
    message: 'Sum of routing configuration weights must equal 100. Received: [70]',
  })
  await expect(alias('a', [{ stateMachineVersionArn: one, weight: 101 }])).rejects.toMatchObject({
    message:
      "1 validation error detected: Value '101' at 'routingConfiguration.1.member.weight' failed to satisfy constraint: Member must have value less than or equal to 100",
  })
  await expect(alias('123', [{ stateMachineVersionArn: one, weight: 100 }])).rejects.toMatchObject({
    message:
      "1 validation error detected: Value '123' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: ^(?=.*[a-zA-Z_\\-\\.])[a-zA-Z0-9_\\-\\.]+$",
  })
})

test('state machines and activities have tags; versions have none', async () => {
  const resourceArn = await create('talker')
  const { activityArn } = await region.sfn.send(
    new CreateActivityCommand({ name: 'pack', tags: [{ key: 'team', value: 'red' }] }),
  )
  const tagsOf = async (resourceArn: string | undefined) =>
    (await region.sfn.send(new ListTagsForResourceCommand({ resourceArn }))).tags
  expect(await tagsOf(activityArn)).toEqual([{ key: 'team', value: 'red' }])

  const tags = [
    { key: 'a', value: '1' },
    { key: 'b', value: '2' },
  ]
  await region.sfn.send(new TagResourceCommand({ resourceArn, tags }))
  await region.sfn.send(new UntagResourceCommand({ resourceArn, tagKeys: ['a'] }))
  expect(await tagsOf(resourceArn)).toEqual([{ key: 'b', value: '2' }])
  const version = await publish(resourceArn)
  const tagging = region.sfn.send(new TagResourceCommand({ resourceArn: version, tags }))
  await expect(tagging).rejects.toMatchObject({ name: 'ResourceNotFound', message: `Resource not found: '${version}'` })
})

test('the template puts its machines in place, and replaces them while executions go on', async () => {
  const template = { name: 'sfs3-dev-process', definition: waits, roleArn }
  const stateMachineArn = await region.stepFunctions.putStateMachine(template)
  const { executionArn } = await run(stateMachineArn)
  await region.stepFunctions.putStateMachine({ ...template, definition: says('new') })
  expect((await run(stateMachineArn)).output).toBe('"new"')
  region.clock.advance(60_000)
  await eventually(
    async () => (await region.sfn.send(new DescribeExecutionCommand({ executionArn }))).status === 'SUCCEEDED',
  )
  const bad = region.stepFunctions.putStateMachine({ ...template, definition: '{"StartAt":"A"}' })
  await expect(bad).rejects.toMatchObject({ code: 'InvalidDefinition' })
  expect((await run(stateMachineArn)).output).toBe('"new"')
})

test('what is not implemented says so by name', async () => {
  const response = await fetch(region.endpoint.url, {
    method: 'POST',
    headers: {
      'x-amz-target': 'AWSStepFunctions.DoMagic',
      'content-type': 'application/x-amz-json-1.0',
      authorization:
        'AWS4-HMAC-SHA256 Credential=developer/20260101/us-east-1/states/aws4_request, SignedHeaders=host, Signature=x',
    },
    body: '{}',
  })
  expect(response.status).toBe(501)
  expect(await response.json()).toEqual({
    __type: 'NotImplemented',
    message: 'Step Functions DoMagic is not implemented in the local region',
  })
})

test('a machine of another account is not ours by its name', async () => {
  const stateMachineArn = (await create('talker')).replace('000000000000', '999999999999')
  await expect(run(stateMachineArn)).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' })
})

test('a machine that takes the place of a deleted one runs its own definition', async () => {
  const stateMachineArn = await create('talker')
  expect((await run(stateMachineArn)).output).toBe('"one"')
  await region.sfn.send(new DeleteStateMachineCommand({ stateMachineArn }))
  region.clock.advance(100 * 86_400_000)
  await create('talker', says('two'))
  expect((await run(stateMachineArn)).output).toBe('"two"')
})
