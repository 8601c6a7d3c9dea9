import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import * as z from 'zod'
import { startTestRegion, type TestRegion } from '../support/region.ts'

let region: TestRegion
let stepFunctions: SFNClient
beforeAll(async () => {
  region = await startTestRegion()
  stepFunctions = new SFNClient(region.sdk)
}, 60_000)
afterAll(async () => {
  stepFunctions.destroy()
  await region.stop()
})

const Started = z.object({ transactionId: z.string(), executionId: z.string() })
const Data = z.record(z.string(), z.json())

test('a process that is started over HTTP runs through all its steps', async () => {
  const started = await region.call('POST', '/start-process', { orderNumber: 42 })
  expect(started.status).toBe(202)
  const { transactionId, executionId } = Started.parse(await started.json())

  expect(await endOf(executionId)).toBe('SUCCEEDED')
  expect(await endOf(executionId.replace('-process:', '-downstream:').concat('-downstream'))).toBe('SUCCEEDED')

  const answer = await region.call('GET', `/process-data?transactionId=${transactionId}`)
  const data = Data.parse(await answer.json())
  expect(Object.keys(data).sort()).toEqual([
    'processInput',
    'step-a-output',
    'step-b-output',
    'step-c-output',
    'step-d-output',
    'step-e-output',
    'step-f-output',
  ])
  expect(data.processInput).toEqual({ orderNumber: 42 })
}, 30_000)

test('without the API key, API Gateway says so itself', async () => {
  const response = await fetch(`${region.apiUrl}/start-process`, { method: 'POST' })
  expect({ status: response.status, body: await response.text() }).toEqual({
    status: 403,
    body: '{"message":"Forbidden"}',
  })
})

async function endOf(executionArn: string): Promise<string | undefined> {
  for (;;) {
    const { status } = await stepFunctions.send(new DescribeExecutionCommand({ executionArn }))
    if (status !== 'RUNNING') return status
  }
}
