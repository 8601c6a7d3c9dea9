import { SendTaskSuccessCommand } from '@aws-sdk/client-sfn'
import {
  ChangeMessageVisibilityCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { eventually } from '@sfs3/local/testing'
import { type PendingOrder, type PendingOrders, pendingOrders } from '../../sample-service/pending-orders.ts'
import type { Order } from '../../src/order.ts'
import { processOrder } from '../../steps/approval/process-order.ts'
import { startWorkflows, type Workflows } from '../support/workflows.ts'

const hours = 60 * 60 * 1000
let region: Workflows
let sqs: SQSClient
let orders: PendingOrders
beforeAll(async () => {
  region = await startWorkflows({
    processOrder: (input) => processOrder(input as { orderId: string; order: Order }, new Date(0)),
  })
  sqs = new SQSClient(region.endpoint.config)
})
beforeEach(() => {
  orders = pendingOrders(sqs, region.sfn, region.queueUrl('PendingOrdersQueue'))
})
afterAll(async () => {
  sqs.destroy()
  await region.stop()
})

let count = 0
/** Places an order and gives it as the controller receives it. */
const place = async (order: Order = { title: 'A book' }) => {
  const orderId = `o-${++count}`
  const executionArn = await region.start('approval', { orderId, order }, orderId)
  const pending = await eventually(async () => (await orders.receive()).find((each) => each.order.orderId === orderId))
  return { executionArn, orderId, pending }
}
const answer = (pending: PendingOrder, approved: boolean, comment?: string) =>
  orders.answer({ token: pending.token, receiptHandle: pending.ReceiptHandle ?? '', approved, comment })
const makeVisible = (pending: PendingOrder) =>
  sqs.send(
    new ChangeMessageVisibilityCommand({
      QueueUrl: region.queueUrl('PendingOrdersQueue'),
      ReceiptHandle: pending.ReceiptHandle,
      VisibilityTimeout: 0,
    }),
  )
const deadLetter = async (orderId: string) => {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: region.queueUrl('UnansweredOrdersQueue'), MaxNumberOfMessages: 10 }),
  )
  return Messages.map(({ Body }) => JSON.parse(Body ?? '')).find(({ Order }) => Order.orderId === orderId)
}

test('an approved order succeeds with the order and the answer, and nothing is pending any more', async () => {
  const { executionArn, orderId, pending } = await place({ title: 'A book', quantity: 2 })

  expect(pending.order).toEqual({ orderId, title: 'A book', quantity: 2, processedAt: '1970-01-01T00:00:00.000Z' })
  expect(JSON.parse(pending.Body ?? '')).toMatchObject({ MessageTitle: 'Order awaiting approval' })
  await answer(pending, true)

  const { status, output } = await region.ended(executionArn)
  expect(status).toBe('SUCCEEDED')
  expect(JSON.parse(output ?? '')).toEqual({ orderId, order: pending.order, approval: { approved: true } })
  expect(await orders.receive()).toEqual([])
})

test('a rejected order fails with the comment', async () => {
  const { executionArn, pending } = await place()

  await answer(pending, false, 'too dear')

  expect(await region.ended(executionArn)).toMatchObject({
    status: 'FAILED',
    error: 'OrderRejected',
    cause: 'too dear',
  })
})

test('an answer by hand that succeeds with a no is a no', async () => {
  const { executionArn, pending } = await place()

  await region.sfn.send(new SendTaskSuccessCommand({ taskToken: pending.token, output: '{"approved":false}' }))

  expect(await region.ended(executionArn)).toMatchObject({ status: 'FAILED', error: 'OrderRejected' })
})

test('an order that cannot be processed fails with the reason and what to do, and nobody is asked', async () => {
  const executionArn = await region.start('approval', { orderId: 'o-x', order: { quantity: 5000 } })

  expect(await region.ended(executionArn)).toMatchObject({
    status: 'FAILED',
    error: 'OrderNotDeliverable',
    cause: expect.stringMatching(/^Order o-x is void\. Mend the reason, then place it again: .*1000 are in stock/),
  })
  expect(await orders.receive()).toEqual([])
})

test('an order that nobody looks at for a day times out and leaves a dead letter', async () => {
  const executionArn = await region.start('approval', { orderId: 'o-lonely', order: { title: 'A book' } })
  await eventually(async () => (await region.describe(executionArn)).status === 'RUNNING' && region.clock.next())

  const { status, error, cause } = await region.ended(executionArn, 'moving')

  expect(status).toBe('FAILED')
  expect(['States.Timeout', 'States.HeartbeatTimeout']).toContain(error)
  expect(cause).toBe('Nobody answered order o-lonely in time. It is void: place it again. A dead letter tells of it.')
  expect(await deadLetter('o-lonely')).toMatchObject({
    MessageTitle: 'Order that nobody answered',
    Order: { orderId: 'o-lonely', title: 'A book' },
    Execution: executionArn,
  })
  expect(await orders.receive()).toEqual([])
})

test('an order that somebody looks at every now and then waits on, but not for ever', async () => {
  const { executionArn, orderId, pending } = await place()

  let seen: PendingOrder | undefined = pending
  for (let look = 0; look < 3; look++) {
    region.clock.advance(20 * hours)
    if (seen) await makeVisible(seen)
    seen = (await orders.receive()).find(({ order }) => order.orderId === orderId)
    expect((await region.describe(executionArn)).status).toBe('RUNNING')
  }
  region.clock.advance(20 * hours)

  expect(await region.ended(executionArn)).toMatchObject({
    status: 'FAILED',
    error: expect.stringContaining('Timeout'),
  })
})

test('of two people who answer at once exactly one wins', async () => {
  const { executionArn, pending } = await place()

  const answers = await Promise.allSettled([answer(pending, true), answer(pending, false, 'no')])

  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(answers.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { name: 'AnswerRefused' } })
  const { status } = await region.ended(executionArn)
  expect(status).toBe(answers[0].status === 'fulfilled' ? 'SUCCEEDED' : 'FAILED')
})

test('answering twice is refused, and changes nothing', async () => {
  const { executionArn, pending } = await place()
  await answer(pending, true)

  await expect(answer(pending, false)).rejects.toMatchObject({ name: 'AnswerRefused' })

  expect((await region.ended(executionArn)).status).toBe('SUCCEEDED')
})

test('a stale receipt handle is refused and loses nothing: the order comes again and can be answered', async () => {
  const { executionArn, orderId, pending } = await place()
  await makeVisible(pending)

  await expect(answer(pending, true)).rejects.toMatchObject({ reason: 'stale' })
  expect((await region.describe(executionArn)).status).toBe('RUNNING')

  const again = (await orders.receive()).find(({ order }) => order.orderId === orderId)
  if (!again) throw new Error('the order is lost')
  await answer(again, true)
  expect((await region.ended(executionArn)).status).toBe('SUCCEEDED')
})

test('a token that is none is refused and loses nothing', async () => {
  const { pending, orderId } = await place()
  const stranger = pendingOrders(sqs, region.sfn, region.queueUrl('PendingOrdersQueue'))

  await expect(
    stranger.answer({ token: 'nonsense', receiptHandle: pending.ReceiptHandle ?? '', approved: true }),
  ).rejects.toMatchObject({ reason: 'unknown token' })

  await makeVisible(pending)
  expect((await orders.receive()).map(({ order }) => order.orderId)).toContain(orderId)
})

test('no order waits for another, and what is no order is left alone', async () => {
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: region.queueUrl('PendingOrdersQueue'),
      MessageBody: 'not an order',
      MessageGroupId: 'stranger',
    }),
  )
  const first = await place()
  const second = await place()

  await answer(second.pending, true)

  expect((await region.ended(second.executionArn)).status).toBe('SUCCEEDED')
  expect((await region.describe(first.executionArn)).status).toBe('RUNNING')
})
