import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { S3Client } from '@aws-sdk/client-s3'
import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn'
import { createClient, waitForResult } from '@sfs3/client'
import * as z from 'zod'
import { compileService } from '../../../packages/local/cloudformation/compiler.ts'
import { freePorts } from '../../../packages/local/ports.ts'
import { type Region, startRegion } from '../../../packages/local/region.ts'
import { s3ProcessData } from '../../../src/process/s3-process-data.ts'
import { sfnStartExecution } from '../../../src/process/start-execution.ts'
import { startProcess } from '../../../src/process/start-process.ts'
import { newTransactionId } from '../../../src/process/transaction-id.ts'
import { step } from '../step.ts'
import { until } from '../until.ts'

// `npm run verify -- quotas`: in a new account, which runs ten functions at once, sixty processes are done although ten callers
// wait for something else all the time. Nothing is faster than it is on AWS, so that the retries have the time that they have.

const day = 86_400_000
const folder = mkdtempSync(join(tmpdir(), 'sfs3-quotas-'))
let region: Region | undefined
try {
  const { stack, apiUrl, awsUrl, apiKey } = await step('start a region that runs ten functions at once', async () => {
    const serviceDir = process.cwd()
    const compiled = await compileService(serviceDir, process.argv.slice(2))
    const local = { ...z.looseObject({}).parse(compiled.local), concurrentExecutions: 10 }
    region = await startRegion({
      ...{ serviceDir, dataDir: join(folder, 'data'), ports: freePorts },
      compiled: { ...compiled, local },
    })
    return region
  })
  const nameOf = (type: string, logicalId: string) =>
    stack.ofType(type).find((resource) => resource.logicalId === logicalId)?.physicalId ?? ''
  const sdk = {
    endpoint: awsUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'developer', secretAccessKey: 'local' },
  }
  const sfn = new SFNClient(sdk)
  const machine = nameOf('AWS::StepFunctions::StateMachine', 'ProcessStateMachine')
  const downstream = nameOf('AWS::StepFunctions::StateMachine', 'DownstreamStateMachine')
  const counts = async (stateMachineArn: string) => {
    const { executions = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn }))
    const byStatus = Object.groupBy(executions, ({ status }) => String(status))
    return Object.fromEntries(Object.entries(byStatus).map(([status, of = []]) => [status, of.length]))
  }

  const callers = new AbortController()
  const waiting = await step('ten callers wait for a job of next month', async () => {
    const facade = createClient({ url: apiUrl, apiKey })
    const { executionId } = await facade.startJob(new Date(Date.now() + 30 * day).toISOString())
    const { signal } = callers
    const waits = Array.from({ length: 10 }, () =>
      waitForResult(facade, executionId, { signal }).catch((error: Error) => error.name),
    )
    await pause(3_000)
    return waits
  })
  await step('sixty processes are started at once', async () => {
    const data = s3ProcessData(new S3Client({ ...sdk, forcePathStyle: true }), nameOf('AWS::S3::Bucket', 'DataBucket'))
    const start = sfnStartExecution(sfn, machine)
    const processes = Array.from({ length: 60 }, (_, number) =>
      startProcess(data, start, newTransactionId(), { number }),
    )
    await Promise.all(processes)
  })
  await step('none is lost', async () => {
    await until('the end of all', async () => ((await counts(machine)).RUNNING ? undefined : true), 600)
    assert.deepEqual(await counts(machine), { SUCCEEDED: 60 })
    await until(
      'the end of what they started',
      async () => ((await counts(downstream)).RUNNING ? undefined : true),
      300,
    )
    assert.deepEqual(await counts(downstream), { SUCCEEDED: 60 })
  })
  await step('the callers still wait', async () => {
    callers.abort()
    assert.deepEqual(
      await Promise.all(waiting),
      Array.from({ length: 10 }, () => 'AbortError'),
    )
  })
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  await region?.stop()
  rmSync(folder, { recursive: true, force: true })
}
process.exit()
