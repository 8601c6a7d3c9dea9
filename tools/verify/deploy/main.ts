/**
 * Deploys the service for real, onto an emulator of AWS that others wrote, uses it, changes it and removes it again.
 * Says what it does; ends with 1 at the first thing that is not as it should be, and leaves nothing behind.
 */
import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testIssuer } from '../../../tests/support/issuer.ts'
import { freePort } from '../free-port.ts'
import { step } from '../step.ts'
import { venv } from '../venv.ts'
import { awsCli } from './aws-cli.ts'
import { answersPages, belongsToWhoStarted, besideParameters, createKey, tracedAndEncrypted } from './beside.ts'
import { callerOf } from './caller.ts'
import { change } from './change.ts'
import { deleteData } from './delete-data.ts'
import { startEmulator } from './emulator.ts'
import { copyProject } from './project-copy.ts'
import { remains } from './remains.ts'
import { startSampleService } from './sample-service.ts'
import { slsIn } from './sls.ts'
import { readStack } from './stack.ts'
import { driveApproval } from './workflows/approval.ts'
import { driveArchiveApproval, driveExpressArchive, driveFileDrop } from './workflows/archive.ts'
import { driveBackup, hurrySchedule, scheduledBackup } from './workflows/backup.ts'
import { driveProcess } from './workflows/process.ts'
import { driveWaitable } from './workflows/waitable.ts'

const directory = await mkdtemp(join(tmpdir(), 'sfs3-verify-'))
const undo: (() => Promise<unknown>)[] = [() => rm(directory, { recursive: true, force: true })]
const cleanUp = async () => {
  for (const act of undo.splice(0).reverse()) await act()
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => cleanUp().then(() => process.exit(1)))

try {
  const [emulatorBin, cliBin] = await step('get an emulator of AWS and the AWS CLI from PyPI', () =>
    Promise.all([
      venv(join(directory, 'emulator'), ['ministack==1.5.33']),
      venv(join(directory, 'cli'), ['awscli==1.46.2']),
    ]),
  )
  const project = join(directory, 'project')
  const home = join(directory, 'home')
  await step('copy the project', async () => {
    await mkdir(home)
    await copyProject(project)
  })
  const path = `${join(project, 'node_modules/.bin')}:${process.env.PATH}`
  const emulator = await step('start the emulator, policies enforced', async () =>
    startEmulator(emulatorBin, await freePort(), join(directory, 'emulator-data'), path),
  )
  undo.push(emulator.stop)
  const aws = awsCli(cliBin, emulator.url, { cwd: project, env: { ...emulator.env, PATH: path, HOME: home } })
  const sls = slsIn(project, home, emulator.env)
  const before = await remains(aws)

  await step('sls deploy --stage verify', () => sls('deploy', '--stage', 'verify'))
  const stack = await readStack(aws, emulator.url, 'sfs3-verify')
  const caller = callerOf(stack, aws, emulator.env)
  await step('refuse a caller without a key', async () => {
    assert.equal((await fetch(`${stack.api}/start-process`, { method: 'POST', body: '{}' })).status, 403)
  })

  const sampleService = await step('start the sample service against the deployed endpoints', async () =>
    startSampleService(project, await freePort(), stack, emulator.env),
  )
  undo.push(sampleService.stop)
  await step('process: from the sample service', async () => {
    const answer = await fetch(`${sampleService.url}/p1`, { method: 'POST', body: '{"from":"sample"}' })
    assert.equal(answer.status, 200, await answer.clone().text())
  })
  await step('process: six steps, then downstream', () => driveProcess(caller))
  await step('backup: a good and a bad one', () => driveBackup(caller))
  await step('backup: schedule one within a minute', () => hurrySchedule(caller))
  await step('approval: one approved, one rejected', () => driveApproval(caller, sampleService.url))
  await step('waitable: a job whose time is in 5 seconds', () => driveWaitable(caller))
  await step('archive: a file dropped into the inbox', () => driveFileDrop(caller, directory))
  await step('archive: one that a person approves', () => driveArchiveApproval(caller))
  await step('archive: express', () => driveExpressArchive(caller))
  await step('backup: the scheduled one', () => scheduledBackup(caller))

  await step('deploy vpc.yml', () =>
    aws('cloudformation', 'deploy', '--template-file', 'vpc.yml', '--stack-name', 'verify-vpc'),
  )
  const key = await createKey(aws)
  const issuer = await testIssuer()
  undo.push(issuer.close)
  await step('deploy a second stage beside it: traced, with a key, in the VPC, for pages and tokens', () =>
    sls('deploy', '--stage', 'beside', ...besideParameters(key.arn, 'verify-vpc', issuer.url)),
  )
  const besideStack = await readStack(aws, emulator.url, 'sfs3-beside')
  const tokenOf = async (sub: string) =>
    `Bearer ${await issuer.token({ sub, exp: Math.floor(Date.now() / 1000) + 3600 })}`
  const mine = { 'x-api-key': besideStack.apiKey, authorization: await tokenOf('ada') }
  const beside = callerOf(besideStack, aws, emulator.env, mine)
  await step('beside: traced and encrypted', () => tracedAndEncrypted(aws, 'sfs3-beside-', key.arn))
  await step('beside: pages may call', () => answersPages(besideStack, mine, aws))
  await step('beside: what somebody started is there for nobody else', async () =>
    belongsToWhoStarted(besideStack, mine, { ...mine, authorization: await tokenOf('grace') }),
  )
  await step('beside: process', () => driveProcess(beside))
  await step('beside: waitable and express archive', () =>
    Promise.all([driveWaitable(beside), driveExpressArchive(beside)]),
  )
  await step('change step-b and deploy into the VPC, traced', async () => {
    await change(join(project, 'steps/process/step-b.ts'), `property1: 'p1'`, `property1: 'changed'`)
    await sls('deploy', '--stage', 'verify', '--param=vpcStack=verify-vpc', '--param=tracing=true')
  })
  await step('process: the change is live', async () => {
    assert.deepEqual((await driveProcess(caller))['step-b-output'], { property1: 'changed', property2: true })
  })
  await step('sls rollback to the first deployment', async () => {
    const [first] = (await sls('deploy', 'list', '--stage', 'verify')).matchAll(/Timestamp: (\d+)/g)
    await sls('rollback', '--stage', 'verify', '--timestamp', first?.[1] ?? '')
  })
  await step('process: the change is gone', async () => {
    assert.deepEqual((await driveProcess(caller))['step-b-output'], { property1: 'p1', property2: true })
  })
  await step('sls remove and delete the data that it keeps', async () => {
    await sls('remove', '--stage', 'verify')
    await deleteData(aws, 'sfs3-verify-')
  })
  await step('beside: process, now that the other stage is gone', () => driveProcess(beside))
  await step('remove that stage too, and find nothing left', async () => {
    await sls('remove', '--stage', 'beside')
    await deleteData(aws, 'sfs3-beside-')
    await aws('kms', 'schedule-key-deletion', '--key-id', key.id, '--pending-window-in-days', '7')
    await aws('cloudformation', 'delete-stack', '--stack-name', 'verify-vpc')
    await aws('cloudformation', 'wait', 'stack-delete-complete', '--stack-name', 'verify-vpc')
    assert.deepEqual(await remains(aws), before)
  })
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  await cleanUp()
}
