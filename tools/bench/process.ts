import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { reportProfile } from './profile/report.ts'
import { startRegion } from './region.ts'

const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:sfs3-dev-process'
/** Often enough to see the end, seldom enough not to be what is measured. */
const pollMs = 25
const bucket = 'sfs3-dev-data-000000000000-us-east-1'

/**
 * The six-step process through Lambda and S3 in the local region, as a client sees it. `--profile` tells instead where the CPU time
 * of one goes.
 */
export async function bench(flags: readonly string[]): Promise<void> {
  const profileFolder = flags.includes('--profile') ? await mkdtemp(join(tmpdir(), 'sfs3-profile-')) : undefined
  const profile = profileFolder && { profile: join(profileFolder, 'profile.json') }
  const began = performance.now()
  const region = await startRegion({ timeScale: 1, timeoutSeconds: 90, ...profile })
  try {
    const headers = { 'content-type': 'application/json' }
    const first = await fetch(`${region.SAMPLE_URL}/p1`, { method: 'POST', headers, body: '{"orderNumber":42}' })
    if (first.status !== 200) throw new Error(`POST /p1 answered ${first.status}: ${await first.text()}`)
    console.log(`start to the first result     ${seconds(performance.now() - began)} (budget 3 s)`)

    const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' }
    const aws = { endpoint: region.AWS_ENDPOINT_URL, region: 'us-east-1', credentials }
    const [s3, sfn] = [new S3Client(aws), new SFNClient(aws)]
    const run = () => runProcess(s3, sfn)
    const memory = () => `${Math.round(residentMiB(region.pid))} MiB`

    if (profile) {
      for (let i = 0; i < 60; i++) await run() // warm
      return await reportProfile(region.pid, profile.profile, 100, run)
    }

    const warm: number[] = []
    for (let i = 0; i < 50; i++) warm.push(await run())
    console.log(`process warm, one at a time   p50 ${ms(median(warm.slice(10)))} (budget 30 ms)`)

    const fifty = performance.now()
    await Promise.all(Array.from({ length: 50 }, run))
    console.log(`50 at once, all done          ${seconds(performance.now() - fifty)} (budget 1.2 s)`)

    console.log(`resident memory               ${memory()}`)
    for (let batch = 0; batch < 4; batch++) {
      for (let i = 0; i < 5; i++) await Promise.all(Array.from({ length: 50 }, run))
      console.log(`  after ${(batch + 1) * 250} processes more ${memory()} (budget 400 MiB, not growing)`)
    }
  } finally {
    await region.stop()
    if (profileFolder) await rm(profileFolder, { recursive: true })
  }
}

/** Starts past the facade, whose usage plan would measure itself. Milliseconds between the execution's own times. */
async function runProcess(s3: S3Client, sfn: SFNClient): Promise<number> {
  const transactionId = randomUUID()
  const Key = `processes/${transactionId}/input.json`
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: '{"orderNumber":42}', IfNoneMatch: '*' }))
  const input = JSON.stringify({ processData: transactionId })
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, name: transactionId, input }))
  for (;;) {
    const { status, startDate, stopDate } = await sfn.send(new DescribeExecutionCommand({ executionArn }))
    if (status === 'SUCCEEDED') return (stopDate?.getTime() ?? 0) - (startDate?.getTime() ?? 0)
    if (status !== 'RUNNING') throw new Error(`${executionArn} ended ${status}`)
    await sleep(pollMs)
  }
}

const residentMiB = (pid: number) =>
  Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)?.[1]) / 1024
const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
const ms = (value: number) => `${value.toFixed(0)} ms`
const seconds = (value: number) => `${(value / 1000).toFixed(2)} s`
