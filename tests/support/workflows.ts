import { readFileSync } from 'node:fs'
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import {
  accountId,
  functionArn,
  roleArn,
  stackOf,
  startStepFunctions,
  type Template,
  type TestFunction,
  type TestStepFunctions,
} from '@sfs3/local/testing'
import { parse, type ScalarTag } from 'yaml'
import { executionEnd } from './execution-end.ts'

const resourceFiles = ['storage', 'storage-archive', 'queues', 'tables']
const run = ['AWS::S3::Bucket', 'AWS::SQS::Queue', 'AWS::DynamoDB::Table']

const tags: ScalarTag[] = [
  { tag: '!Ref', resolve: (Ref) => ({ Ref }) },
  { tag: '!Sub', resolve: (text) => ({ 'Fn::Sub': text }) },
  { tag: '!GetAtt', resolve: (text) => ({ 'Fn::GetAtt': text.split('.') }) },
]

/** A file of resources/, for stage `test` and without what other files add to it. */
const read = (file: string) => {
  const text = readFileSync(new URL(`../../resources/${file}.yaml`, import.meta.url), 'utf8')
  return parse(text.replaceAll('${sls:stage}', 'test').replaceAll(/\$\{param:\w+\}/g, '30'), { customTags: tags })
}

const template = (): Template => {
  const all = resourceFiles.flatMap((file) => Object.entries(read(file).Resources as Template['Resources']))
  const kept = all.filter(([, { Type }]) => run.includes(Type))
  for (const [, { Properties }] of kept) {
    delete Properties?.BucketEncryption
    delete Properties?.VersioningConfiguration
  }
  return { Resources: Object.fromEntries(kept) }
}

/** The workflows of the service on a local Step Functions with its queues, tables and buckets. Time stands still. */
export type Workflows = TestStepFunctions & {
  /** Starts an execution of a machine of resources/ and gives its ARN. */
  start(machine: string, input: object, name?: string): Promise<string>
  /** Waits until an execution has ended. If `moving`, time moves to what is due next whenever only time can go on. */
  ended(executionArn: string, moving?: 'moving'): Promise<DescribeExecutionOutput>
  /** How an execution stands now. */
  describe(executionArn: string): Promise<DescribeExecutionOutput>
  machineArn(machine: string): Promise<string>
  queueUrl(logicalId: string): string
  nameOf(logicalId: string): string
}

export async function startWorkflows(
  functions: Record<string, TestFunction>,
  options: { dataDir?: string } = {},
): Promise<Workflows> {
  const stack = stackOf(template(), { stackName: 'sfs3-test', awsEndpoint: 'http://127.0.0.1' })
  const region = await startStepFunctions({ functions, resources: [...stack.resources], ...options })
  const nameOf = (logicalId: string) => stack.resources.find((resource) => resource.logicalId === logicalId)?.name ?? ''
  const queueUrl = (logicalId: string) => `${region.endpoint.url}/${accountId}/${nameOf(logicalId)}`

  const resolved = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolved)
    if (typeof value !== 'object' || value === null) return value
    if ('Ref' in value)
      return String(value.Ref).endsWith('Queue') ? queueUrl(String(value.Ref)) : nameOf(String(value.Ref))
    if ('Fn::GetAtt' in value) return functionArn((value['Fn::GetAtt'] as string[])[0] ?? '')
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolved(inner)]))
  }
  const borrowed = /^\$\{file\(resources\/(.+)\.yaml\):States\.(.+)\}$/
  const definition = (machine: string) => {
    const { States, ...rest } = read(`${machine}.asl`)
    for (const [name, state] of Object.entries(States)) {
      const [, file, other = ''] = borrowed.exec(String(state)) ?? []
      if (file) States[name] = read(file).States[other]
    }
    return JSON.stringify(resolved({ ...rest, States }))
  }

  const arns = new Map<string, Promise<string>>()
  const create = async (machine: string) => {
    const type = machine.endsWith('express') ? 'EXPRESS' : 'STANDARD'
    const name = `sfs3-test-${machine}`
    const { stateMachineArn = '' } = await region.sfn.send(
      new CreateStateMachineCommand({ name, roleArn, type, definition: definition(machine) }),
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
    nameOf,
    queueUrl,
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
