import { beforeAll, describe, expect, test } from '@jest/globals'
import { compiledOnce, type Template } from '@sfs3/local/testing'
import * as z from 'zod'
import { applyConventions } from '../../resources/conventions.ts'
import type { Properties, Resource, Template as Uncompleted } from '../../resources/template.ts'
import { everything } from '../support/everything.ts'

/** What AWS asks of a machine that logs. @see https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html#cloudwatch-iam-policy */
const logDelivery = [
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
]
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
]

const Arn = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) })
const Document = z.object({
  Statement: z.array(z.object({ Effect: z.string(), Action: z.union([z.string(), z.array(z.string())]) })),
})
const Policy = z.object({ PolicyDocument: Document })
const Role = z.object({
  AssumeRolePolicyDocument: z.json(),
  Policies: z.array(Policy).default([]),
  ManagedPolicyArns: z.array(z.object({ Ref: z.string() })).default([]),
})
type AnyTemplate = { Resources: Record<string, { Type: string; Properties?: object | undefined }> }

const ofType = ({ Resources }: AnyTemplate, type: string) =>
  Object.entries(Resources).flatMap(([id, { Type, Properties }]) =>
    Type === type ? [{ id, ...(Properties as Properties) }] : [],
  )
const machinesOf = (template: AnyTemplate) => ofType(template, 'AWS::StepFunctions::StateMachine')
const functionsOf = (template: AnyTemplate) => ofType(template, 'AWS::Lambda::Function')

function roleOf({ Resources }: AnyTemplate, arn: unknown) {
  return Role.parse(Resources[Arn.parse(arn)['Fn::GetAtt'][0]]?.Properties)
}

/** What a role may do by its own policies and those that it carries. */
function allowed(template: AnyTemplate, arn: unknown): string[] {
  const { Policies, ManagedPolicyArns } = roleOf(template, arn)
  const carried = ManagedPolicyArns.map(({ Ref }) => Policy.parse(template.Resources[Ref]?.Properties))
  return [...Policies, ...carried].flatMap(({ PolicyDocument }) =>
    PolicyDocument.Statement.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) => Action),
  )
}

const trust = (service: unknown) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: service },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    },
  ],
})

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

describe('the service', () => {
  let plain: Template
  let all: Template
  beforeAll(async () => {
    plain = (await compiledOnce(process.cwd())).template
    all = (await compiledOnce(process.cwd(), everything)).template
  }, 60_000)

  test('every machine may deliver its logs, whatever else its role carries', () => {
    for (const template of [plain, all]) {
      const machines = machinesOf(template)
      expect(machines.map(({ id }) => id)).toEqual(
        expect.arrayContaining([
          'ProcessStateMachine',
          'DownstreamStateMachine',
          'ApprovalStateMachine',
          'BackupStateMachine',
          'WaitableStateMachine',
          'ArchiveStateMachine',
          'ArchiveExpressStateMachine',
        ]),
      )
      for (const { RoleArn } of machines) {
        expect(allowed(template, RoleArn)).toEqual(expect.arrayContaining(logDelivery))
        expect(roleOf(template, RoleArn).AssumeRolePolicyDocument).toEqual(trust('states.amazonaws.com'))
      }
    }
  })

  test('nothing names a partition: it may be deployed to China or GovCloud', () => {
    expect(JSON.stringify(plain)).not.toContain('arn:aws:')
    const given = /arn:aws:(kms|sns|wafv2):us-east-1:000000000000:/g // what the parameters name
    expect(JSON.stringify(all).replaceAll(given, '')).not.toContain('arn:aws:')
  })

  test('every role that a service assumes is for this account alone', () => {
    for (const { id, AssumeRolePolicyDocument } of ofType(all, 'AWS::IAM::Role'))
      expect({ id, AssumeRolePolicyDocument }).toEqual({
        id,
        AssumeRolePolicyDocument: trust(expect.stringMatching(/^(lambda|states|events)\.amazonaws\.com$/)),
      })
  })

  test('the API is regional, and what it answers by itself is a problem', () => {
    expect(plain.Resources.ApiGatewayRestApi?.Properties?.EndpointConfiguration).toEqual({ Types: ['REGIONAL'] })
    expect(plain.Resources.ApiGatewayRestApiInvalidApiKey).toEqual({
      Type: 'AWS::ApiGateway::GatewayResponse',
      Properties: {
        RestApiId: { Ref: 'ApiGatewayRestApi' },
        ResponseType: 'INVALID_API_KEY',
        StatusCode: '403',
        ResponseParameters: { 'gatewayresponse.header.Content-Type': "'application/problem+json'" },
        ResponseTemplates: {
          'application/json':
            '{"type":"urn:sfs3:problem:forbidden","status":403,"title":"Forbidden","detail":"Send a valid API key in the header x-api-key.","message":$context.error.messageString}',
        },
      },
    })
    const responses = ofType(plain, 'AWS::ApiGateway::GatewayResponse')
    expect(responses.map((response) => (response as Properties).ResponseType)).toEqual(
      expect.arrayContaining(['DEFAULT_4XX', 'DEFAULT_5XX', 'THROTTLED', 'REQUEST_TOO_LARGE', 'INTEGRATION_TIMEOUT']),
    )
    for (const { id } of responses) {
      const [deployment] = Object.values(plain.Resources).filter(({ Type }) => Type === 'AWS::ApiGateway::Deployment')
      expect(deployment?.DependsOn).toContain(id)
    }
  })

  test('access logs and the firewall are there if asked for; the firewall is put before a stage that is there', () => {
    expect(all.Resources.ApiGatewayLogGroup).toMatchObject({
      Type: 'AWS::Logs::LogGroup',
      Properties: { LogGroupName: '/aws/api-gateway/sfs3-prod', RetentionInDays: 14 },
    })
    const [deployment = ''] = Object.keys(all.Resources).filter((id) => id.startsWith('ApiGatewayDeployment'))
    expect(all.Resources.WebAclAssociation).toMatchObject({
      Properties: {
        WebACLArn: 'arn:aws:wafv2:us-east-1:000000000000:regional/webacl/mine/1',
        ResourceArn: {
          'Fn::Sub': 'arn:${AWS::Partition}:apigateway:${AWS::Region}::/restapis/${ApiGatewayRestApi}/stages/prod',
        },
      },
      DependsOn: [deployment],
    })
    expect(Object.keys(plain.Resources)).not.toContain('WebAclAssociation')
    expect(Object.keys(plain.Resources)).not.toContain('ApiGatewayLogGroup')
  })

  test('stopping, redriving and looking at executions name each machine', () => {
    const executions = ['process', 'downstream', 'approval', 'backup', 'waitable', 'archive'].map((name) => ({
      'Fn::Sub': `arn:\${AWS::Partition}:states:\${AWS::Region}:\${AWS::AccountId}:execution:sfs3-dev-${name}:*`,
    }))
    const machines = ['Process', 'Downstream', 'Approval', 'Backup', 'Waitable', 'Archive'].map((name) => ({
      Ref: `${name}StateMachine`,
    }))
    for (const role of ['ProcessStateRole', 'RecordOutcomeRole', 'StopProcessRole', 'RedriveProcessRole']) {
      const text = JSON.stringify(plain.Resources[role])
      for (const execution of executions) expect(text).toContain(JSON.stringify(execution))
      expect(text).not.toContain('archive-express')
    }
    for (const id of ['ProcessState', 'StopProcess', 'RedriveProcess']) {
      const text = JSON.stringify(plain.Resources[`${id}LambdaFunction`])
      for (const machine of machines) expect(text).toContain(JSON.stringify(machine))
    }
    expect(plain.Resources.ExecutionStatusRule?.Properties).toMatchObject({
      EventPattern: { detail: { stateMachineArn: expect.arrayContaining(machines) } },
    })
    expect(JSON.stringify(plain)).not.toContain('"Ref":"Every')
  })

  test('a definition that is saved is found in the files that serverless.yml includes', async () => {
    expect((await compiledOnce(process.cwd())).definitionFiles).toMatchObject({
      ProcessStateMachine: 'resources/process/process.asl.yaml',
      DownstreamStateMachine: 'resources/downstream/downstream.asl.yaml',
      ApprovalStateMachine: 'resources/approval/approval.asl.yaml',
      BackupStateMachine: 'resources/backup/backup.asl.yaml',
      WaitableStateMachine: 'resources/waitable/waitable.asl.yaml',
      ArchiveStateMachine: 'resources/archive/archive.asl.yaml',
      ArchiveExpressStateMachine: 'resources/archive/archive-express.asl.yaml',
    })
  })

  test('the key of the buckets is for those who use them, and for nobody else', () => {
    const roles = z.array(z.object({ Ref: z.string() })).parse(all.Resources.DataKeyPolicy?.Properties?.Roles)
    const names = roles.map(({ Ref }) => Ref)

    expect(names).toEqual(
      expect.arrayContaining([
        ...['StartProcRole', 'ProcessStateRole', 'ProcessDataRole', 'RecordOutcomeRole', 'RedriveProcessRole'],
        ...['StepARole', 'StepBRole', 'StepCRole', 'StepDRole', 'StepERole', 'StepFRole'],
        ...['DownstreamARole', 'DownstreamBRole', 'DownstreamCRole'],
        ...['PlaceOrderRole', 'StartJobRole', 'StartArchiveRole', 'ReadMetadataRole', 'MoveFileRole'],
      ]),
    )
    for (const other of ['AuthorizeRole', 'OpenApiRole', 'JobStatusRole', 'ArchiveRecordsRole', 'ProcessOrderRole'])
      expect(names).not.toContain(other)
  })

  test('queues, tables, logs and executions are encrypted with the key, and those who use them may use it', () => {
    const key = 'arn:aws:kms:us-east-1:000000000000:key/mine'
    const encrypted: Record<string, object> = {
      'AWS::SQS::Queue': { KmsMasterKeyId: key, KmsDataKeyReusePeriodSeconds: 3600 },
      'AWS::SNS::Topic': { KmsMasterKeyId: key },
      'AWS::DynamoDB::Table': { SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: key } },
      'AWS::Logs::LogGroup': { KmsKeyId: key },
      'AWS::StepFunctions::StateMachine': {
        EncryptionConfiguration: {
          Type: 'CUSTOMER_MANAGED_KMS_KEY',
          KmsKeyId: key,
          KmsDataKeyReusePeriodSeconds: 900,
        },
      },
    }
    for (const { Type, Properties } of Object.values(all.Resources))
      expect(Properties).toMatchObject(encrypted[Type] ?? {})

    const Roles = z.array(z.object({ Ref: z.string() }))
    const rolesOf = (policy: string) => Roles.parse(all.Resources[policy]?.Properties?.Roles).map(({ Ref }) => Ref)
    expect(rolesOf('QueueKeyPolicy')).toEqual(
      expect.arrayContaining(['ApprovalStateMachineRole', 'ArchiveStateMachineRole']),
    )
    expect(rolesOf('TableKeyPolicy')).toEqual(
      expect.arrayContaining([
        ...['JobStatusRole', 'ArchiveRecordsRole', 'WaitableStateMachineRole'],
        ...['ArchiveStateMachineRole', 'ArchiveExpressStateMachineRole'],
      ]),
    )
    expect(rolesOf('ExecutionKeyPolicy')).toEqual(
      expect.arrayContaining([
        ...['StartProcRole', 'StepFRole', 'ProcessStateRole', 'RecordOutcomeRole', 'StopProcessRole'],
        ...['RedriveProcessRole', 'BackupScheduleRole', 'InboxDropRole'],
      ]),
    )
    expect(rolesOf('ExecutionKeyPolicy')).not.toContain('StepARole')
    for (const { RoleArn } of machinesOf(all))
      expect(roleOf(all, RoleArn).ManagedPolicyArns).toContainEqual({ Ref: 'StateMachineKeyPolicy' })
    const machines = ['process', 'downstream', 'approval', 'backup', 'waitable', 'archive', 'archive-express'].map(
      (name) => ({
        'Fn::Sub': `arn:\${AWS::Partition}:states:\${AWS::Region}:\${AWS::AccountId}:stateMachine:sfs3-prod-${name}`,
      }),
    )
    for (const policy of ['ExecutionKeyPolicy', 'StateMachineKeyPolicy'])
      expect(all.Resources[policy]?.Properties?.PolicyDocument).toMatchObject({
        Statement: expect.arrayContaining([
          expect.objectContaining({
            Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
            Condition: {
              StringEquals: {
                'kms:EncryptionContext:aws:states:stateMachineArn': expect.arrayContaining(machines),
              },
            },
          }),
        ]),
      })
  })

  test('who decides about orders or files may receive and delete them and answer their machine, and no more', () => {
    for (const [policy, queue, machine] of [
      ['ApproverPolicy', 'PendingOrdersQueue', 'ApprovalStateMachine'],
      ['ArchiveApproverPolicy', 'ArchiveApprovalsQueue', 'ArchiveStateMachine'],
    ] as const) {
      const statements = [
        {
          Effect: 'Allow',
          Action: [
            ...['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility'],
            ...['sqs:GetQueueUrl', 'sqs:GetQueueAttributes'],
          ],
          Resource: { 'Fn::GetAtt': [queue, 'Arn'] },
        },
        {
          Effect: 'Allow',
          Action: ['states:SendTaskSuccess', 'states:SendTaskFailure', 'states:SendTaskHeartbeat'],
          Resource: { Ref: machine },
        },
      ]
      expect(plain.Resources[policy]?.Properties?.PolicyDocument).toMatchObject({ Statement: statements })
      // with a key, who receives also decrypts
      const key = 'arn:aws:kms:us-east-1:000000000000:key/mine'
      expect(all.Resources[policy]?.Properties?.PolicyDocument).toMatchObject({
        Statement: [
          ...statements,
          { Action: ['kms:GenerateDataKey', 'kms:Decrypt'], Resource: key },
          { Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: key },
        ],
      })
    }
  })

  test('only the routes that start executions keep records of it', () => {
    expect(plain.Resources.StartRecordsPolicy?.Properties?.Roles).toEqual(
      expect.arrayContaining(
        ['StartProcRole', 'PlaceOrderRole', 'StartJobRole', 'StartArchiveRole'].map((Ref) => ({ Ref })),
      ),
    )
    expect(JSON.stringify(plain.Resources.StartRecordsPolicy)).not.toMatch(
      /Step[A-F]Role|ProcessDataRole|JobStatusRole/,
    )
  })

  test('buckets and tables outlive the stack, and tables of prod are protected', () => {
    for (const { Resources } of [plain, all])
      for (const [id, { Type, ...resource }] of Object.entries(Resources)) {
        const holdsData = ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy', 'AWS::DynamoDB::Table'].includes(Type)
        if (holdsData && !id.startsWith('ServerlessDeploymentBucket'))
          expect(resource).toMatchObject({
            DeletionPolicy: 'RetainExceptOnCreate',
            UpdateReplacePolicy: 'Retain',
          })
        else expect(resource).not.toHaveProperty('DeletionPolicy')
      }
    const tables = ofType(all, 'AWS::DynamoDB::Table')
    expect(tables.map(({ id }) => id)).toEqual(expect.arrayContaining(['ArchiveTable', 'JobsTable']))
    for (const table of tables)
      expect(table).toMatchObject({
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      })
    for (const table of ofType(plain, 'AWS::DynamoDB::Table'))
      expect(table).not.toHaveProperty('DeletionProtectionEnabled')
  })

  test('every bucket is private, encrypted and reached over TLS alone', () => {
    for (const [bucket, { Type, Properties }] of Object.entries(all.Resources)) {
      if (Type !== 'AWS::S3::Bucket' || bucket === 'ServerlessDeploymentBucket') continue
      expect(Properties).toMatchObject({
        BucketEncryption: { ServerSideEncryptionConfiguration: [{ BucketKeyEnabled: true }] },
        PublicAccessBlockConfiguration: { BlockPublicPolicy: true, RestrictPublicBuckets: true },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      })
      expect(JSON.stringify(all.Resources[`${bucket}Policy`])).toContain('"aws:SecureTransport":"false"')
    }
  })

  test('recordOutcome and the sweep keep what they fail at, and an alarm tells', () => {
    const queue = { 'Fn::GetAtt': ['EventsDeadLetterQueue', 'Arn'] }
    for (const [name, rule] of [
      ['RecordOutcome', 'ExecutionStatusRule'],
      ['SweepOutcomes', 'SweepSchedule'],
    ]) {
      expect(plain.Resources[`${name}LambdaFunction`]?.Properties?.DeadLetterConfig).toEqual({ TargetArn: queue })
      expect(allowed(plain, { 'Fn::GetAtt': [`${name}Role`, 'Arn'] })).toContain('sqs:SendMessage')
      expect(plain.Resources[String(rule)]?.Properties?.Targets).toMatchObject([{ DeadLetterConfig: { Arn: queue } }])
      expect(JSON.stringify(plain.Resources.EventsDeadLetterQueuePolicy)).toContain(`{"Fn::GetAtt":["${rule}","Arn"]}`)
    }
    expect(plain.Resources.EventsDeadLettersAlarm?.Properties).toMatchObject({
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': ['EventsDeadLetterQueue', 'QueueName'] } }],
    })
  })
})
