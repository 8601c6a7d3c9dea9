import assert from 'node:assert/strict'
import { ListObjectsV2Command } from '@aws-sdk/client-s3'
import { DescribeExecutionCommand } from '@aws-sdk/client-sfn'
import * as z from 'zod'
import type { Caller } from '../caller.ts'
import { until } from '../until.ts'

const Started = z.object({ transactionId: z.string(), executionId: z.string() })
const StepF = z.object({ downstreamExecutionArn: z.string() })
const Data = z.record(z.string(), z.unknown())

/** Starts a process and gives its data when it and the downstream execution have ended, each part an object in S3. */
export async function driveProcess({ request, states, s3, stack }: Caller): Promise<Record<string, unknown>> {
  const started = await request('POST', '/start-process', { amount: 7 })
  assert.equal(started.status, 202)
  const { transactionId, executionId } = Started.parse(started.body)
  await succeeded(executionId)

  const data = Data.parse((await request('GET', `/process-data?transactionId=${transactionId}`)).body)
  assert.deepEqual(data.processInput, { amount: 7 })
  await succeeded(StepF.parse(data['step-f-output']).downstreamExecutionArn)

  const { Contents = [] } = await s3.send(
    new ListObjectsV2Command({ Bucket: stack.outputs.DataBucketName, Prefix: `processes/${transactionId}` }),
  )
  assert.deepEqual(
    Contents.map(({ Key }) => Key?.replace(`processes/${transactionId}`, '')),
    [
      '-downstream/input.json',
      ...['a', 'b', 'c'].map((name) => `-downstream/outputs/downstream-${name}-output.json`),
      '/input.json',
      ...['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `/outputs/step-${name}-output.json`),
    ],
  )
  return data

  function succeeded(executionArn: string) {
    return until(`the end of ${executionArn}`, async () => {
      const { status, error, cause } = await states.send(new DescribeExecutionCommand({ executionArn }))
      if (status === 'RUNNING') return undefined
      assert.equal(status, 'SUCCEEDED', `${executionArn}: ${error} ${cause}`)
      return true
    })
  }
}
