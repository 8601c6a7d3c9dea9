import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GetExecutionHistoryCommand, SendTaskSuccessCommand, SFNClient } from '@aws-sdk/client-sfn'
import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { expect, test } from '@jest/globals'
import { createClient } from '@sfs3/client'
import { eventually, fakeClock } from '@sfs3/local/testing'
import { executionEnd } from '../support/execution-end.ts'
import { startTestRegion } from '../support/region.ts'

const minuteMs = 60_000

test('a wait ends at its time and a pending approval can be answered, though the region was restarted', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'sfs3-restart-'))
  const began = Date.now()

  const before = await startTestRegion({ dataDir, clock: fakeClock(began) })
  const facade = createClient({ url: before.apiUrl, apiKey: before.apiKey })
  const sfnBefore = new SFNClient(before.sdk)
  const order = await facade.placeOrder({ title: 'A book' })
  const job = await facade.startJob(new Date(began + 60 * minuteMs).toISOString())
  const waits = async (executionArn: string, type: string) => {
    const { events = [] } = await sfnBefore.send(new GetExecutionHistoryCommand({ executionArn }))
    return events.at(-1)?.type === type
  }
  await eventually(() => waits(order.executionId, 'TaskSubmitted'))
  await eventually(() => waits(job.executionId, 'WaitStateEntered'))
  sfnBefore.destroy()
  await before.stop()

  const clock = fakeClock(began + 30 * minuteMs)
  const after = await startTestRegion({ dataDir, clock })
  const sfn = new SFNClient(after.sdk)
  const sqs = new SQSClient(after.sdk)
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'sfs3-dev-pending-orders.fifo' }))
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }))
  const { TaskToken } = JSON.parse(Messages?.[0]?.Body ?? '')
  await sfn.send(new SendTaskSuccessCommand({ taskToken: TaskToken, output: '{"approved":true}' }))
  expect((await executionEnd(sfn, order.executionId)).status).toBe('SUCCEEDED')

  clock.advance(30 * minuteMs)
  expect((await executionEnd(sfn, job.executionId)).status).toBe('SUCCEEDED')

  sfn.destroy()
  sqs.destroy()
  await after.stop()
  await rm(dataDir, { recursive: true })
}, 60_000)
