import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import {
  compiledOnce,
  type FakeClock,
  type Resource,
  roleArn,
  stackOf,
  startStepFunctions,
  type TestFunction,
  type TestStepFunctions,
} from '@sfs3/local/testing'
import { executionEnd } from './execution-end.ts'

/** What the machines work with. Roles and policies are left out: permissions are tested elsewhere. */
const used = ['AWS::S3::Bucket', 'AWS::SQS::Queue', 'AWS::DynamoDB::Table']

const service = 'sfs3-dev'

/** The workflows of the service on a local Step Functions with its queues, tables and buckets. Time stands still. */
export type Workflows = TestStepFunctions & {
  /** Starts an execution of a machine, by its name without the service's, and gives its ARN. */
  start(machine: string, input: object, name?: string): Promise<string>
  /** Waits until an execution has ended. If `moving`, time moves to what is due next whenever only time can go on. */
  ended(executionArn: string, moving?: 'moving'): Promise<DescribeExecutionOutput>
  /** The state of an execution now. */
  describe(executionArn: string): Promise<DescribeExecutionOutput>
  machineArn(machine: string): Promise<string>
  queueUrl(logicalId: string): string
  nameOf(logicalId: string): string
}

export async function startWorkflows(
  functions: Record<string, TestFunction>,
  options: { dataDir?: string; clock?: FakeClock } = {},
): Promise<Workflows> {
  const { template } = await compiledOnce(process.cwd())
  const resourcesAt = (awsEndpoint: string) => stackOf(template, { stackName: service, awsEndpoint }).resources
  const region = await startStepFunctions({
    functions: Object.fromEntries(Object.entries(functions).map(([key, run]) => [`${service}-${key}`, run])),
    resources: resourcesAt('http://127.0.0.1').filter(({ type }) => used.includes(type)),
    ...options,
  })
  // Again, now that it is known where the queues are.
  const resources = resourcesAt(region.endpoint.url)
  const found = (is: (resource: Resource) => boolean): Resource => {
    const resource = resources.find(is)
    if (!resource) throw new Error('there is no such resource in the template')
    return resource
  }
  const withId = (id: string) => found(({ logicalId }) => logicalId === id)

  const arns = new Map<string, Promise<string>>()
  const create = async (machine: string) => {
    const { name, properties } = found(
      ({ type, name }) => type === 'AWS::StepFunctions::StateMachine' && name === `${service}-${machine}`,
    )
    const { DefinitionString, StateMachineType } = properties
    const { stateMachineArn = '' } = await region.sfn.send(
      new CreateStateMachineCommand({
        name,
        roleArn,
        type: StateMachineType === 'EXPRESS' ? 'EXPRESS' : 'STANDARD',
        definition: String(DefinitionString),
      }),
    )
    return stateMachineArn
  }
  const machineArn = (machine: string) => {
    const arn = arns.get(machine) ?? create(machine)
    arns.set(machine, arn)
    return arn
  }
  const describe = (executionArn: string) => region.sfn.send(new DescribeExecutionCommand({ executionArn }))

  return {
    ...region,
    nameOf: (logicalId) => withId(logicalId).name,
    queueUrl: (logicalId) => withId(logicalId).physicalId,
    machineArn,
    describe,
    async start(machine, input, name) {
      const { executionArn = '' } = await region.sfn.send(
        new StartExecutionCommand({
          stateMachineArn: await machineArn(machine),
          input: JSON.stringify(input),
          ...(name && { name }),
        }),
      )
      return executionArn
    },
    ended: (executionArn, moving) => executionEnd(region.sfn, executionArn, moving && region.clock),
  }
}
