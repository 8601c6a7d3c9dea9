import { describe, expect, test } from '@jest/globals'
import { applyConventions } from '../../resources/conventions.ts'
import type { Properties, Resource, Template as Uncompleted } from '../../resources/template.ts'
import { Arn, allowed, functionsOf, logDelivery, machinesOf, roleOf, trust } from '../support/roles.ts'

const tracingActions = [
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
]
const networkActions = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
]

const managed = (...Action: string[]): Resource => ({
  Type: 'AWS::IAM::ManagedPolicy',
  Properties: { PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] } },
})
const lambda = (name: string, Handler: string): Resource => ({
  Type: 'AWS::Lambda::Function',
  Properties: { FunctionName: `s-dev-${name}`, Handler, Role: { 'Fn::GetAtt': [`${name}Role`, 'Arn'] } },
})
const machine = (name: string, more: Properties = {}): Resource => ({
  Type: 'AWS::StepFunctions::StateMachine',
  Properties: { StateMachineName: `s-dev-${name}`, RoleArn: { 'Fn::GetAtt': [`${name}Role`, 'Arn'] }, ...more },
})

type Combination = { tracing: boolean; key: boolean; network: boolean; operations: boolean; keptData: boolean }
const either = [false, true]
const combinations: Combination[] = either.flatMap((tracing) =>
  either.flatMap((key) =>
    either.flatMap((network) =>
      either.flatMap((operations) => either.map((keptData) => ({ tracing, key, network, operations, keptData }))),
    ),
  ),
)

/** As resources/encryption.yaml has them for a key. */
const encryptions = {
  'AWS::SQS::Queue': { KmsMasterKeyId: 'key' },
  'AWS::DynamoDB::Table': { SSESpecification: { KMSMasterKeyId: 'key' } },
  'AWS::Logs::LogGroup': { KmsKeyId: 'key' },
  'AWS::StepFunctions::StateMachine': { EncryptionConfiguration: { KmsKeyId: 'key' } },
}
const keyPolicy = (list: string): Resource => ({
  Type: 'AWS::IAM::Policy',
  Properties: { Roles: { Ref: list } as never, PolicyDocument: { Version: '2012-10-17', Statement: [] } },
})

/** A service as the Serverless Framework has put it together, completed. */
function completed({ tracing, key, network, operations, keptData }: Combination): Uncompleted {
  const template: Uncompleted = {
    Resources: {
      StateMachineLogsPolicy: managed(...logDelivery),
      ...(tracing && { TracingPolicy: managed(...tracingActions) }),
      ...(network && { StepNetworkPolicy: managed(...networkActions) }),
      ...(key && {
        DataKeyPolicy: keyPolicy('EveryBucketRole'),
        QueueKeyPolicy: keyPolicy('EveryQueueRole'),
        TableKeyPolicy: keyPolicy('EveryTableRole'),
        ExecutionKeyPolicy: keyPolicy('EveryExecutionRole'),
        StateMachineKeyPolicy: managed('kms:Decrypt'),
      }),
      ...(operations && { Stop: lambda('Stop', 'src/facade/stop.handler') }),
      Route: lambda('Route', 'src/facade/route.handler'),
      Step: lambda('Step', 'steps/demo/step.handler'),
      StepRole: {
        Type: 'AWS::IAM::Role',
        Properties: {
          Policies: [
            {
              PolicyName: 'step',
              PolicyDocument: {
                Version: '2012-10-17',
                Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }],
              },
            },
          ],
        },
      },
      RouteRole: {
        Type: 'AWS::IAM::Role',
        Properties: {
          Policies: [
            {
              PolicyName: 'route',
              PolicyDocument: {
                Version: '2012-10-17',
                Statement: [{ Effect: 'Allow', Action: ['states:StartExecution', 'dynamodb:Query'], Resource: '*' }],
              },
            },
          ],
        },
      },
      Work: machine('Work', {
        DefinitionString: {
          'Fn::Sub': [
            '{"A":{"Resource":"${a}"},"B":{"Resource":"arn:aws:states:::sqs:sendMessage"}}',
            { a: { 'Fn::GetAtt': ['Step', 'Arn'] } },
          ],
        },
      }),
      Quick: machine('Quick', { StateMachineType: 'EXPRESS', DefinitionString: '{}' }),
      Table: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 's-dev-table' } },
      Bucket: { Type: 'AWS::S3::Bucket', Properties: {} },
      Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 's-dev-queue' } },
      ServerlessDeploymentBucket: { Type: 'AWS::S3::Bucket', Properties: {} },
      ServerlessDeploymentBucketPolicy: { Type: 'AWS::S3::BucketPolicy', Properties: {} },
      List: {
        Type: 'Test',
        Properties: { machines: { Ref: 'EveryStateMachine' }, executions: { Ref: 'EveryExecution' } },
      },
    },
  }
  applyConventions(template, {
    auth: 'api-key',
    logRetentionDays: 14,
    tracing,
    encryption: key ? { ...encryptions, 'AWS::S3::Bucket': { BucketEncryption: 'E' } } : {},
    stepNetwork: network ? { SubnetIds: ['a'], SecurityGroupIds: ['g'] } : {},
    keepLogs: keptData,
    protectTables: keptData,
  })
  return template
}

describe.each(combinations)(
  'with $tracing tracing, $key key, $network network, $operations operations, $keptData kept data',
  (given) => {
    const template = completed(given)
    const functions = functionsOf(template)

    test('every machine may deliver its logs, and is traced if the service is', () => {
      for (const { id, RoleArn, TracingConfiguration } of machinesOf(template)) {
        expect(allowed(template, RoleArn)).toEqual(expect.arrayContaining(logDelivery))
        expect(allowed(template, RoleArn).includes('xray:PutTraceSegments')).toBe(given.tracing)
        expect(TracingConfiguration).toEqual({ Enabled: given.tracing })
        expect(template.Resources[`${id}Logs`]?.Properties.RetentionInDays).toBe(14)
      }
    })

    test('every function may write its log and no other, and is traced if the service is', () => {
      expect(functions).toHaveLength(given.operations ? 3 : 2)
      for (const { Role: role, FunctionName } of functions) {
        expect(roleOf(template, role).AssumeRolePolicyDocument).toEqual(trust('lambda.amazonaws.com'))
        expect(allowed(template, role)).toEqual(
          expect.arrayContaining([
            'logs:CreateLogStream',
            'logs:PutLogEvents',
            ...(given.tracing ? tracingActions : []),
          ]),
        )
        expect(allowed(template, role).includes('xray:PutTraceSegments')).toBe(given.tracing)
        const policies = JSON.stringify(template.Resources[Arn.parse(role)['Fn::GetAtt'][0]])
        expect(policies.match(/log-group:[^"]*/g)).toEqual([`log-group:/aws/lambda/${FunctionName}:*`])
      }
    })

    test('steps, and no routes, join the network', () => {
      for (const { Role: role, Handler = '', VpcConfig } of functions) {
        const inside = given.network && Handler.startsWith('steps/')
        expect(VpcConfig).toEqual(inside ? { SubnetIds: ['a'], SecurityGroupIds: ['g'] } : undefined)
        expect(allowed(template, role).filter((action) => action.startsWith('ec2:'))).toEqual(
          inside ? networkActions : [],
        )
      }
    })

    test('who uses a bucket may use its key', () => {
      expect(template.Resources.DataKeyPolicy?.Properties.Roles).toEqual(given.key ? [{ Ref: 'StepRole' }] : undefined)
    })

    test('what holds data outlives the stack, logs if asked for; what holds code goes with it', () => {
      const kept = { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' }
      for (const id of ['Bucket', 'BucketPolicy', 'Table']) expect(template.Resources[id]).toMatchObject(kept)
      for (const id of ['WorkLogs', 'QuickLogs'])
        expect(template.Resources[id]?.DeletionPolicy).toBe(given.keptData ? 'RetainExceptOnCreate' : undefined)
      for (const id of ['ServerlessDeploymentBucket', 'ServerlessDeploymentBucketPolicy', 'Step', 'Work', 'Queue'])
        expect(template.Resources[id]?.DeletionPolicy).toBeUndefined()
    })

    test('tables are protected if asked for', () => {
      expect(template.Resources.Table?.Properties).toMatchObject(
        given.keptData
          ? { DeletionProtectionEnabled: true, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }
          : {},
      )
      expect('DeletionProtectionEnabled' in (template.Resources.Table?.Properties ?? {})).toBe(given.keptData)
    })

    test('a machine may invoke the functions that it names; EXPRESS ones are in no list', () => {
      expect(allowed(template, template.Resources.Work?.Properties.RoleArn)).toContain('lambda:InvokeFunction')
      expect(allowed(template, template.Resources.Quick?.Properties.RoleArn)).not.toContain('lambda:InvokeFunction')
      expect(template.Resources.List?.Properties).toEqual({
        machines: [{ Ref: 'Work' }],
        executions: [
          { 'Fn::Sub': 'arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:execution:s-dev-Work:*' },
        ],
      })
    })
  },
)

test('what a role, a bucket, a table or a queue says itself stands', () => {
  const kept = { keepLogs: true, protectTables: true }
  const encryption = { 'AWS::S3::Bucket': { BucketEncryption: 'E' }, 'AWS::SQS::Queue': { KmsMasterKeyId: 'K' } }
  const own = { Version: '2012-10-17', Statement: [] }
  const template: Uncompleted = {
    Resources: {
      Step: lambda('Step', 'steps/demo/step.handler'),
      StepRole: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: own } },
      Queue: { Type: 'AWS::SQS::Queue', Properties: { MessageRetentionPeriod: 60, KmsMasterKeyId: 'own' } },
      Bucket: { Type: 'AWS::S3::Bucket', Properties: { OwnershipControls: { Rules: [] } } },
      Scratch: {
        Type: 'AWS::DynamoDB::Table',
        Properties: { DeletionProtectionEnabled: false },
        DeletionPolicy: 'Delete',
      },
    },
  }
  applyConventions(template, { auth: 'iam', logRetentionDays: 1, tracing: false, encryption, stepNetwork: {}, ...kept })

  expect(template.Resources.StepRole?.Properties.AssumeRolePolicyDocument).toEqual(own)
  expect(template.Resources.Queue?.Properties).toEqual({ MessageRetentionPeriod: 60, KmsMasterKeyId: 'own' })
  expect(template.Resources.Scratch).toMatchObject({
    DeletionPolicy: 'Delete',
    Properties: { DeletionProtectionEnabled: false },
  })
  expect(template.Resources.Bucket?.Properties).toMatchObject({
    BucketEncryption: 'E',
    OwnershipControls: { Rules: [] },
  })
})

test('a rule that invokes a function tries for a day; what could not be delivered, or failed, is a dead letter', () => {
  const queue = { 'Fn::GetAtt': ['EventsDeadLetterQueue', 'Arn'] as [string, string] }
  const template: Uncompleted = {
    Resources: {
      Notice: lambda('Notice', 'src/events/notice.handler'),
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: { Targets: [{ Id: 'notice', Arn: { 'Fn::GetAtt': ['Notice', 'Arn'] } }] },
      },
    },
  }
  applyConventions(template, {
    ...{ auth: 'jwt', logRetentionDays: 1, tracing: false, encryption: {}, stepNetwork: {} },
    ...{ keepLogs: false, protectTables: false },
  })

  expect(template.Resources.Rule?.Properties.Targets).toEqual([
    {
      Id: 'notice',
      Arn: { 'Fn::GetAtt': ['Notice', 'Arn'] },
      RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
      DeadLetterConfig: { Arn: queue },
    },
  ])
  expect(template.Resources.Notice?.Properties.DeadLetterConfig).toEqual({ TargetArn: queue })
  expect(allowed(template, template.Resources.Notice?.Properties.Role)).toContain('sqs:SendMessage')
})
