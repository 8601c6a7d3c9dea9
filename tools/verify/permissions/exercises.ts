import { randomUUID } from 'node:crypto'
import { setTimeout as after } from 'node:timers/promises'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { ListExecutionsCommand, SendTaskSuccessCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import * as z from 'zod'
import type { FakeClock } from '../../../packages/local/testing/fake-clock.ts'
import { executionEnd } from '../../../tests/support/execution-end.ts'
import type { TestRegion } from '../../../tests/support/region.ts'

export type Workflow = 'process' | 'downstream' | 'approval' | 'backup' | 'waitable' | 'archive' | 'operations'

const account = '000000000000'
const Started = z.object({ executionId: z.string() })
const nameOf = (executionId: string) => executionId.slice(executionId.lastIndexOf(':') + 1)

/**
 * Uses each workflow in all the ways that need a permission of their own. An exercise throws at the first thing that is not as
 * it should be.
 */
export function exercises(region: TestRegion, clock: FakeClock) {
  const sfn = new SFNClient(region.sdk)
  const sqs = new SQSClient(region.sdk)
  const s3 = new S3Client(region.sdk)
  const lambda = new LambdaClient(region.sdk)

  const answered = async (status: number, method: string, path: string, body?: unknown, headers = {}) => {
    const response = await region.call(method, path, body, headers)
    if (response.status !== status) throw new Error(`${method} ${path}: ${response.status}: ${await response.text()}`)
    return response.json() as Promise<unknown>
  }
  /** Starts twice with one idempotency key, which is one start. */
  const start = async (path: string, body: unknown) => {
    const key = { 'idempotency-key': randomUUID() }
    const { executionId } = Started.parse(await answered(202, 'POST', path, body, key))
    const again = Started.parse(await answered(202, 'POST', path, body, key))
    if (again.executionId !== executionId) throw new Error(`POST ${path}: started twice`)
    return executionId
  }
  const ended = async (executionArn: string, status = 'SUCCEEDED') => {
    const execution = await executionEnd(sfn, executionArn, clock)
    if (execution.status !== status) throw new Error(`${executionArn}: ${execution.status}: ${execution.cause}`)
  }
  const soon = async (what: string, found: () => Promise<boolean>) => {
    for (let attempt = 0; attempt < 60; attempt++) {
      if (await found().catch(() => false)) return
      await after(25)
    }
    throw new Error(`waited for ${what}`)
  }
  const exists = (bucket: string, Key: string) => async () => {
    await s3.send(new GetObjectCommand({ Bucket: `sfs3-dev-${bucket}-${account}`, Key }))
    return true
  }
  const drop = async (Metadata: Record<string, string> = {}) => {
    const Key = `${randomUUID()}.txt`
    await s3.send(new PutObjectCommand({ Bucket: `sfs3-dev-inbox-${account}`, Key, Body: 'a file', Metadata }))
    return Key
  }
  /** The task token in the question that an execution has put into a queue. */
  const question = async (queue: string, executionId: string) => {
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: `sfs3-dev-${queue}` }))
    let taskToken = ''
    await soon(`a question in ${queue}`, async () => {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }))
      const mine = Messages.find(({ Body }) => Body?.includes(nameOf(executionId)))
      taskToken = JSON.parse(mine?.Body ?? '{}').TaskToken ?? ''
      return taskToken !== ''
    })
    return taskToken
  }
  /** A step whose data is not there says so: it is told apart from data it may not see. */
  const missesItsData = async (step: string) => {
    const Payload = JSON.stringify({ processData: randomUUID() })
    const answer = await lambda.send(new InvokeCommand({ FunctionName: `sfs3-dev-${step}`, Payload }))
    const { errorType } = JSON.parse(answer.Payload?.transformToString() ?? '{}')
    if (errorType !== 'S3DataPreconditionError') throw new Error(`${step}: ${errorType}`)
  }
  const process = async () => {
    const executionId = await start('/start-process', { amount: 7 })
    const transactionId = nameOf(executionId)
    return { executionId, transactionId }
  }

  const all: Record<Workflow, () => Promise<void>> = {
    async process() {
      const { executionId, transactionId } = await process()
      await ended(executionId)
      await answered(200, 'GET', `/process-state?executionArn=${executionId}`)
      await answered(200, 'GET', `/process-data?transactionId=${transactionId}`)
      await answered(404, 'GET', `/process-data?transactionId=${randomUUID()}`)
      await answered(404, 'GET', `/process-state?executionArn=${executionId.replace(transactionId, randomUUID())}`)
      await soon('the outcome', exists('data', `processes/${transactionId}/outcome.json`))
      for (const step of ['stepA', 'stepB', 'stepC', 'stepD', 'stepE', 'stepF']) await missesItsData(step)
    },
    async downstream() {
      const { executionId } = await process()
      await ended(executionId)
      await ended(`${executionId.replace('-process:', '-downstream:')}-downstream`)
      for (const step of ['downstreamA', 'downstreamB', 'downstreamC']) await missesItsData(step)
    },
    async approval() {
      const executionId = await start('/order', { title: 'A book' })
      const taskToken = await question('pending-orders.fifo', executionId)
      await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{"approved":true}' }))
      await ended(executionId)
    },
    async backup() {
      const stateMachineArn = `arn:aws:states:us-east-1:${account}:stateMachine:sfs3-dev-backup`
      const input = '{"IsBackupSuccessful":true}'
      const { executionArn = '' } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input }))
      await ended(executionArn)
      const newest = async () => {
        const { executions } = await sfn.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 1 }))
        return executions?.[0]?.executionArn
      }
      const before = await newest()
      clock.advance(5 * 60 * 1000)
      await soon('a backup that the schedule started', async () => (await newest()) !== before)
    },
    async waitable() {
      const executionId = await start('/jobs', { StartTimestamp: new Date(clock.now() + 1000).toISOString() })
      await ended(executionId)
      await answered(200, 'GET', '/jobs/status')
      await answered(200, 'GET', `/jobs/status?id=${nameOf(executionId)}`)
    },
    async archive() {
      const simulate = { archive: true, quality: 90 }
      const asked = await start('/archive', { approval_needed: true, simulate })
      const taskToken = await question('archive-approvals', asked)
      await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{"approved":true}' }))
      await ended(asked)
      await answered(200, 'POST', '/archive?mode=express', { simulate })
      await soon('the dropped file in the archive', exists('archive', await drop()))
      await soon('the bad file in quarantine', exists('quarantine', await drop({ quality: '10' })))
      await answered(200, 'GET', '/archive/records')
    },
    async operations() {
      const executionId = await start('/order', { title: 'A mistake' })
      await question('pending-orders.fifo', executionId)
      await answered(202, 'DELETE', `/process-state?executionArn=${executionId}`)
      await ended(executionId, 'ABORTED')
      const key = { 'idempotency-key': randomUUID() }
      await answered(202, 'POST', '/process-redrive', { executionArn: executionId }, key)
      await answered(202, 'POST', '/process-redrive', { executionArn: executionId }, key)
    },
  }
  const close = () => {
    for (const client of [sfn, sqs, s3, lambda]) client.destroy()
  }
  return { all, close }
}
