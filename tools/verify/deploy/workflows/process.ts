import assert from 'node:assert/strict'
import { ListObjectsV2Command } from '@aws-sdk/client-s3'
import * as z from 'zod'
import type { Caller } from '../caller.ts'
import { ended } from '../ended.ts'

const Started = z.object({ transactionId: z.string(), executionId: z.string() })
const StepF = z.object({ downstreamExecutionArn: z.string() })
const Data = z.record(z.string(), z.unknown())

/** Starts a process and gives its data when it and the downstream execution have ended, each part an object in S3. */
export async function driveProcess({ request, states, s3, stack }: Caller): Promise<Record<string, unknown>> {
  const started = await request('POST', '/start-process', { amount: 7 })
  assert.equal(started.status, 202)
  const { transactionId, executionId } = Started.parse(started.body)
  const process = await ended(states, executionId)
  assert.equal(process.status, 'SUCCEEDED', process.cause)

  const data = Data.parse((await request('GET', `/process-data?transactionId=${transactionId}`)).body)
  assert.deepEqual(data.processInput, { amount: 7 })
  const downstream = await ended(states, StepF.parse(data['step-f-output']).downstreamExecutionArn)
  assert.equal(downstream.status, 'SUCCEEDED', downstream.cause)

  const { Contents = [] } = await s3.send(
    new ListObjectsV2Command({ Bucket: stack.outputs.DataBucketName, Prefix: `processes/${transactionId}` }),
  )
  const parts = Contents.flatMap(
    ({ Key = '' }) => Key.match(/(?:\/|-downstream\/)(?:input|outputs\/.*)\.json$/)?.[0] ?? [],
  )
  assert.deepEqual(parts, [
    '-downstream/input.json',
    ...['a', 'b', 'c'].map((name) => `-downstream/outputs/downstream-${name}-output.json`),
    '/input.json',
    ...['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `/outputs/step-${name}-output.json`),
  ])
  return data
}
