import { beforeAll, expect, test } from '@jest/globals'
import { compiledOnce, type Template } from '@sfs3/local/testing'
import { everything } from '../support/everything.ts'
import { allowed, logDelivery, machinesOf, ofType, roleOf, trust } from '../support/roles.ts'

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

test('every role that a service assumes is for this account alone', () => {
  for (const { id, AssumeRolePolicyDocument } of ofType(all, 'AWS::IAM::Role'))
    expect({ id, AssumeRolePolicyDocument }).toEqual({
      id,
      AssumeRolePolicyDocument: trust(expect.stringMatching(/^(lambda|states|events)\.amazonaws\.com$/)),
    })
})

test('nothing names a partition: it may be deployed to China or GovCloud', () => {
  expect(JSON.stringify(plain)).not.toContain('arn:aws:')
  const given = /arn:aws:(kms|sns|wafv2):us-east-1:000000000000:/g // what the parameters name
  expect(JSON.stringify(all).replaceAll(given, '')).not.toContain('arn:aws:')
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
  expect(JSON.stringify(plain.Resources.StartRecordsPolicy)).not.toMatch(/Step[A-F]Role|ProcessDataRole|JobStatusRole/)
})
