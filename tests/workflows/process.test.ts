import { S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import * as z from 'zod'
import type { ProcessData } from '../../src/process/process-data.ts'
import { s3ProcessData } from '../../src/process/s3-process-data.ts'
import { newTransactionId, TransactionId } from '../../src/process/transaction-id.ts'
import type { Step } from '../../src/step.ts'
import { downstreamA } from '../../steps/downstream/a.ts'
import { downstreamB } from '../../steps/downstream/b.ts'
import { downstreamC } from '../../steps/downstream/c.ts'
import { stepA } from '../../steps/process/step-a.ts'
import { stepB } from '../../steps/process/step-b.ts'
import { stepC } from '../../steps/process/step-c.ts'
import { stepD } from '../../steps/process/step-d.ts'
import { stepE } from '../../steps/process/step-e.ts'
import { stepF } from '../../steps/process/step-f.ts'
import { startWorkflows, type Workflows } from '../support/workflows.ts'

let region: Workflows
let s3: S3Client
let data: ProcessData
let bucket: string
/** What happens before a step runs, by its name. */
const before: Record<string, ((transactionId: TransactionId) => Promise<void> | void) | undefined> = {}

beforeAll(async () => {
  const on = (name: string, step: Step) => async (input: unknown) => {
    const { processData } = input as { processData: TransactionId }
    await before[name]?.(processData)
    await step(data, processData)
    return { processData }
  }
  region = await startWorkflows({
    stepA: on('stepA', stepA),
    stepB: on('stepB', stepB),
    stepC: on('stepC', stepC),
    stepD: on('stepD', stepD),
    stepE: on('stepE', stepE),
    stepF: on(
      'stepF',
      stepF((id) => region.start('downstream', { processData: id }, id)),
    ),
    downstreamA: on('downstreamA', downstreamA),
    downstreamB: on('downstreamB', downstreamB),
    downstreamC: on('downstreamC', downstreamC),
  })
  s3 = new S3Client(region.endpoint.config)
  bucket = region.nameOf('DataBucket')
  data = s3ProcessData(s3, bucket)
})
afterAll(async () => {
  s3.destroy()
  await region.stop()
})

const start = async (input = {}) => {
  const transactionId = newTransactionId()
  await data.create(transactionId, input)
  return { transactionId, executionArn: await region.start('process', { processData: transactionId }, transactionId) }
}

test('only the transaction id travels; the six outputs and those of downstream are in S3', async () => {
  const { transactionId, executionArn } = await start({ orderNumber: 42 })

  const { status, input, output } = await region.ended(executionArn)

  expect([status, input, output]).toEqual([
    'SUCCEEDED',
    `{"processData":"${transactionId}"}`,
    `{"processData":"${transactionId}"}`,
  ])
  const document = await data.document(transactionId)
  expect(Object.keys(document ?? {})).toEqual([
    'processInput',
    'step-a-output',
    'step-b-output',
    'step-c-output',
    'step-d-output',
    'step-e-output',
    'step-f-output',
  ])
  const { downstreamExecutionArn } = z.object({ downstreamExecutionArn: z.string() }).parse(document?.['step-f-output'])
  expect((await region.ended(downstreamExecutionArn)).status).toBe('SUCCEEDED')
  expect(await data.part(TransactionId.parse(`${transactionId}-downstream`), 'downstream-c-output')).toEqual({
    propertyC: true,
  })
})

test('a stale read makes the step fail, the machine tries again after a second and succeeds', async () => {
  before.stepB = (id) => {
    // What step-c reads next is what is there now: nothing.
    region.endpoint.s3.staleReads.inject(bucket, `processes/${id}/outputs/step-b-output.json`, 2)
  }
  const { transactionId, executionArn } = await start()

  const { status, startDate, stopDate } = await region.ended(executionArn, 'moving')
  before.stepB = undefined

  expect(status).toBe('SUCCEEDED')
  expect(Number(stopDate) - Number(startDate)).toBe(2000)
  expect(Object.keys((await data.document(transactionId)) ?? {})).toHaveLength(7)
})

test('a part that never comes fails the process after three more attempts, naming the part', async () => {
  const transactionId = newTransactionId()
  const executionArn = await region.start('process', { processData: transactionId }, transactionId)

  const { status, error, cause, startDate, stopDate } = await region.ended(executionArn, 'moving')

  expect(status).toBe('FAILED')
  expect(error).toBe('S3DataPreconditionError')
  expect(cause).toContain(`process data of ${transactionId} is not ready: processInput is missing`)
  expect(Number(stopDate) - Number(startDate)).toBe(3000)
})

test('an execution that is started with something else fails with what a step takes', async () => {
  before.stepA = () => {
    throw Object.assign(new Error('a step takes {"processData": "<transactionId>"}'), { name: 'StepInputError' })
  }
  const { executionArn } = await start()
  const { status, error } = await region.ended(executionArn)
  before.stepA = undefined

  expect([status, error]).toEqual(['FAILED', 'StepInputError'])
})

test('fifty processes at once all succeed and never mix', async () => {
  const processes = await Promise.all(Array.from({ length: 50 }, (_, number) => start({ number })))

  for (const { executionArn } of processes) expect((await region.ended(executionArn)).status).toBe('SUCCEEDED')
  for (const [number, { transactionId }] of processes.entries())
    expect(await data.part(transactionId, 'processInput')).toEqual({ number })
}, 30_000)
