import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { compiledOnce, compileService, stackOf, type Template } from '@sfs3/local/testing'
import { Bundler } from '@sfs3/local/testing/functions'
import { copyProject } from '../../tools/verify/deploy/project-copy.ts'
import { everything } from '../support/everything.ts'

let project: string
/** The service with the workflow of tests/support/bonus added. */
let added: { template: Template; changes: string[]; lines: string; contract: string }
/** The service after that workflow was removed again. */
let removed: { template: Template; changes: string[] }

const line = (workflow: string) => `    - \${file(resources/${workflow}/workflow.yaml)}\n`
const folders = (workflow: string) => [`resources/${workflow}`, `steps/${workflow}`]

beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), 'sfs3-one-folder-'))
  await copyProject(project)
  git('init', '--quiet')
  git('add', '--all')
  git('-c', 'user.name=test', '-c', 'user.email=test@localhost', 'commit', '--quiet', '--message', 'before')

  for (const folder of ['resources', 'steps', 'src'])
    cpSync(join('tests/support/bonus', folder), join(project, folder), { recursive: true })
  inServerlessYml(line('archive'), line('archive') + line('bonus'))
  const { template, esbuild } = await compileService(project, everything)
  added = {
    template,
    changes: changes(),
    lines: git('diff', '--numstat'),
    contract: await bundled('src/facade/routes/open-api.handler', esbuild),
  }

  remove('bonus', 'src/facade/routes/start-bonus.ts', 'src/facade/contract/start-bonus.ts')
  removed = { template: (await compileService(project, everything)).template, changes: changes() }
}, 120_000)
afterAll(() => rmSync(project, { recursive: true, force: true }))

test('a workflow is its own files and one line in serverless.yml', () => {
  expect(added.changes).toEqual([
    ' M serverless.yml',
    '?? resources/bonus/bonus.asl.yaml',
    '?? resources/bonus/resources.yaml',
    '?? resources/bonus/workflow.yaml',
    '?? src/facade/contract/start-bonus.ts',
    '?? src/facade/routes/start-bonus.ts',
    '?? steps/bonus/pay-bonus.ts',
  ])
  expect(added.lines).toBe('1\t0\tserverless.yml\n') // one line more, none less
})

test('its machine logs, is traced, and may do so', () => {
  expect(properties('BonusStateMachine')).toMatchObject({
    StateMachineName: 'sfs3-prod-bonus',
    LoggingConfiguration: {
      Level: 'ERROR',
      Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: { 'Fn::GetAtt': ['BonusStateMachineLogs', 'Arn'] } } }],
    },
    TracingConfiguration: { Enabled: true },
    RoleArn: { 'Fn::GetAtt': ['BonusStateMachineRole', 'Arn'] },
  })
  expect(properties('BonusStateMachineLogs')).toEqual({
    LogGroupName: '/aws/vendedlogs/states/sfs3-prod-bonus',
    RetentionInDays: 14,
    KmsKeyId: 'arn:aws:kms:us-east-1:000000000000:key/mine',
  })
  expect(properties('BonusStateMachineRole').ManagedPolicyArns).toEqual([
    { Ref: 'TracingPolicy' },
    { Ref: 'StateMachineLogsPolicy' },
    { Ref: 'StateMachineKeyPolicy' },
  ])
})

test('its data outlives the stack, is protected in prod and encrypted with the key', () => {
  const key = 'arn:aws:kms:us-east-1:000000000000:key/mine'
  expect(properties('BonusStateMachine').EncryptionConfiguration).toMatchObject({ KmsKeyId: key })
  expect(properties('UnpaidBonusesQueue')).toMatchObject({ KmsMasterKeyId: key })
  expect(added.template.Resources.BonusesTable).toMatchObject({
    DeletionPolicy: 'RetainExceptOnCreate',
    Properties: { SSESpecification: { KMSMasterKeyId: key }, DeletionProtectionEnabled: true },
  })
  expect(properties('QueueKeyPolicy').Roles).toContainEqual({ Ref: 'BonusStateMachineRole' })
  expect(properties('ExecutionKeyPolicy').Roles).toContainEqual({ Ref: 'StartBonusRole' })
})

test('its machine may invoke its step and do what its folder says', () => {
  expect(statements('BonusStateMachineRole')).toEqual([
    { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: { 'Fn::GetAtt': ['UnpaidBonusesQueue', 'Arn'] } },
    {
      Effect: 'Allow',
      Action: 'lambda:InvokeFunction',
      Resource: [{ 'Fn::GetAtt': ['PayBonusLambdaFunction', 'Arn'] }],
    },
  ])
})

test('its step runs in the VPC, its route does not, and both write their logs', () => {
  expect(properties('PayBonusLambdaFunction').VpcConfig).toEqual(properties('StepALambdaFunction').VpcConfig)
  expect(properties('StartBonusLambdaFunction')).not.toHaveProperty('VpcConfig')
  expect(properties('PayBonusRole').ManagedPolicyArns).toContainEqual({ Ref: 'StepNetworkPolicy' })
  for (const [role, name] of [
    ['PayBonusRole', 'payBonus'],
    ['StartBonusRole', 'startBonus'],
  ] as const)
    expect(statements(role)).toContainEqual({
      Effect: 'Allow',
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: {
        'Fn::Sub': `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:/aws/lambda/sfs3-prod-${name}:*`,
      },
    })
})

test('its executions can be looked at, stopped and redriven, and their ends are recorded', () => {
  const machine = { Ref: 'BonusStateMachine' }
  const executions = {
    'Fn::Sub': 'arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:execution:sfs3-prod-bonus:*',
  }
  for (const [role, action] of [
    ['ProcessStateRole', 'states:DescribeExecution'],
    ['RecordOutcomeRole', 'states:DescribeExecution'],
    ['StopProcessRole', 'states:StopExecution'],
    ['RedriveProcessRole', 'states:RedriveExecution'],
  ] as const) {
    const statement = statements(role).find(({ Action }) => [Action].flat().includes(action))
    expect(statement?.Resource).toContainEqual(executions)
  }
  for (const logicalId of ['ProcessState', 'StopProcess', 'RedriveProcess'])
    expect(properties(`${logicalId}LambdaFunction`)).toMatchObject({
      Environment: { Variables: { STATE_MACHINE_ARNS: { 'Fn::Join': [',', expect.arrayContaining([machine])] } } },
    })
  expect(properties('ExecutionStatusRule')).toMatchObject({
    EventPattern: { detail: { stateMachineArn: expect.arrayContaining([machine]) } },
  })
})

test('its route claims idempotency keys and uses the key of the bucket', () => {
  expect(properties('StartRecordsPolicy').Roles).toContainEqual({ Ref: 'StartBonusRole' })
  expect(properties('DataKeyPolicy').Roles).toContainEqual({ Ref: 'StartBonusRole' })
  expect(properties('DataKeyPolicy').Roles).not.toContainEqual({ Ref: 'PayBonusRole' })
})

test('its rule tries for a day and then leaves a dead letter', () => {
  expect(properties('NightlyBonuses')).toMatchObject({
    Targets: [
      {
        RoleArn: { 'Fn::GetAtt': ['NightlyBonusesRole', 'Arn'] },
        RetryPolicy: { MaximumEventAgeInSeconds: 86_400 },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['EventsDeadLetterQueue', 'Arn'] } },
      },
    ],
  })
  expect(statements('NightlyBonusesRole')).toEqual([
    { Effect: 'Allow', Action: 'states:StartExecution', Resource: { Ref: 'BonusStateMachine' } },
  ])
  expect(JSON.stringify(properties('EventsDeadLetterQueuePolicy'))).toContain('{"Fn::GetAtt":["NightlyBonuses","Arn"]}')
})

test('its route is in the contract that the API serves', () => {
  expect(added.contract).toContain('"/bonuses":{post:{operationId:"startBonus"')
})

test('its queue keeps messages for 14 days', () => {
  expect(properties('UnpaidBonusesQueue').MessageRetentionPeriod).toBe(1_209_600)
})

test('its failures alarm, and so does its queue', () => {
  expect(JSON.stringify(properties('FailuresAlarm'))).toContain('"Ref":"BonusStateMachine"')
  expect(JSON.stringify(properties('FailuresAlarm'))).not.toContain('"Ref":"ApprovalStateMachine"')
  expect(JSON.stringify(properties('OldestPendingApprovalAlarm'))).toContain('["UnpaidBonusesQueue","QueueName"]')
})

test('without its folders and its line it is gone', async () => {
  expect(removed.changes).toEqual([])
  expect(comparable(removed.template)).toEqual(comparable((await compiledOnce(process.cwd(), everything)).template))
})

test('a workflow that was always there goes the same way', async () => {
  remove('backup')
  const { template } = await compileService(project, everything)

  expect(JSON.stringify(template)).not.toMatch(/backup/i)
  refuseDanglingReferences(template)
}, 60_000)

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: project, encoding: 'utf8' })
}

/** As `git status` tells them. */
const changes = () => git('status', '--porcelain', '--untracked-files=all').split('\n').filter(Boolean)

function inServerlessYml(text: string, replacement: string) {
  const file = join(project, 'serverless.yml')
  const before = readFileSync(file, 'utf8')
  expect(before).toContain(text)
  writeFileSync(file, before.replace(text, replacement))
}

function remove(workflow: string, ...others: string[]) {
  for (const path of [...folders(workflow), ...others]) rmSync(join(project, path), { recursive: true })
  inServerlessYml(line(workflow), '')
}

/** What a handler is deployed as. */
async function bundled(handler: string, esbuild: Parameters<Bundler['bundle']>[1]): Promise<string> {
  const bundler = new Bundler({ serviceDir: project, outDir: join(project, '.local/bundled') })
  try {
    await bundler.bundle([handler], esbuild)
    return readFileSync(bundler.fileOf(handler), 'utf8')
  } finally {
    await bundler.close()
  }
}

/** As CloudFormation would. What another stack exports is not looked for. */
function refuseDanglingReferences(template: Template) {
  const alone = JSON.stringify(template).replaceAll(/\{"Fn::ImportValue":("[^"]+")\}/g, '$1')
  stackOf(JSON.parse(alone), { stackName: 'sfs3-prod' })
}

const properties = (logicalId: string) => added.template.Resources[logicalId]?.Properties ?? {}

type Statement = { Action: string | string[]; Resource: unknown }
const statements = (role: string) =>
  (properties(role).Policies as { PolicyDocument: { Statement: Statement[] } }[]).flatMap(
    ({ PolicyDocument }) => PolicyDocument.Statement,
  )

/** Without what is another one each time: the number of the API's deployment and the time in the names of bundles. */
const comparable = (template: Template): unknown =>
  JSON.parse(
    JSON.stringify(template)
      .replaceAll(/ApiGatewayDeployment\d+/g, 'ApiGatewayDeployment')
      .replaceAll(/serverless\/sfs3\/prod\/[^/"]+\//g, ''),
  )
