import { beforeAll, expect, test } from '@jest/globals'
import { compiledOnce, type Template } from '@sfs3/local/testing'
import * as z from 'zod'
import { everything } from '../support/everything.ts'
import { machinesOf, roleOf } from '../support/roles.ts'

let all: Template
beforeAll(async () => {
  all = (await compiledOnce(process.cwd(), everything)).template
}, 60_000)

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
