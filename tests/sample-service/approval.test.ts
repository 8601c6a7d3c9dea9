import type { SFNClient } from '@aws-sdk/client-sfn'
import type { SQSClient } from '@aws-sdk/client-sqs'
import { expect, test } from '@jest/globals'
import express from 'express'
import { pendingOrders } from '../../sample-service/pending-orders.ts'
import { problems } from '../../sample-service/problem.ts'
import { approval } from '../../sample-service/routes/approval.ts'
import { listening } from '../support/listening.ts'

type Command = { constructor: { name: string }; input: Record<string, unknown> }

const message = (orderId: string) => ({
  MessageId: `m-${orderId}`,
  ReceiptHandle: `handle-${orderId}`,
  Body: JSON.stringify({ MessageTitle: 'Order awaiting approval', Order: { orderId }, TaskToken: `token-${orderId}` }),
})
const named = (name: string) => Object.assign(new Error(name), { name })

/** SQS and Step Functions as one: notes what was asked, fails the commands that `failing` names. */
const controller = (failing: Record<string, Error> = {}, messages: unknown[] = [message('1')]) => {
  const asked: [string, unknown][] = []
  const client = {
    async send(command: Command) {
      const { QueueUrl: _, ...input } = command.input
      const name = command.constructor.name.replace('Command', '')
      asked.push([name, input])
      if (failing[name]) throw failing[name]
      if (name === 'GetQueueAttributes') return { Attributes: { ApproximateNumberOfMessagesNotVisible: '3' } }
      return name === 'ReceiveMessage' ? { Messages: messages } : {}
    },
  }
  const orders = pendingOrders(client as unknown as SQSClient, client as unknown as SFNClient, 'http://queue')
  const call = (path: string, body?: unknown, type = 'application/json') =>
    listening(express().use(approval(orders)).use(problems), async (url) => {
      const post = { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': type } }
      const response = await fetch(`${url}${path}`, body === undefined ? {} : post)
      return { status: response.status, body: (await response.json()) as { Messages?: unknown[] } }
    })
  return { asked, call }
}
const answer = { token: 'token-1', receiptHandle: 'handle-1' }

test('pending orders are messages with their order and token, and are known to be looked at', async () => {
  const { asked, call } = controller()

  expect(await call('/pending')).toEqual({
    status: 200,
    body: { Messages: [{ ...message('1'), order: { orderId: '1' }, token: 'token-1' }] },
  })
  expect(asked).toEqual([
    ['ReceiveMessage', { MaxNumberOfMessages: 10 }],
    ['SendTaskHeartbeat', { taskToken: 'token-1' }],
  ])
})

test('nothing pending is an empty list', async () => {
  expect(await controller({}, []).call('/pending')).toEqual({ status: 200, body: { Messages: [] } })
})

test('orders that somebody has received are counted, so that an empty list does not mean that nothing waits', async () => {
  const { asked, call } = controller({}, [])

  expect(await call('/pending/being-looked-at')).toEqual({ status: 200, body: { orders: 3 } })
  expect(asked).toEqual([['GetQueueAttributes', { AttributeNames: ['ApproximateNumberOfMessagesNotVisible'] }]])
})

test('an order that does not wait any more is removed, one that cannot be asked about stays', async () => {
  const ended = controller({ SendTaskHeartbeat: named('TaskTimedOut') })
  expect((await ended.call('/pending')).body).toEqual({ Messages: [] })
  expect(ended.asked.at(-1)).toEqual(['DeleteMessage', { ReceiptHandle: 'handle-1' }])

  const unsure = controller({ SendTaskHeartbeat: named('InvalidToken') })
  expect((await unsure.call('/pending')).body.Messages).toHaveLength(1)
})

test('to approve is the default: the answer first, then the message goes', async () => {
  const { asked, call } = controller()

  expect(await call('/approval', answer)).toEqual({ status: 200, body: { approved: true } })
  expect(asked).toEqual([
    ['ChangeMessageVisibility', { ReceiptHandle: 'handle-1', VisibilityTimeout: 60 }],
    ['SendTaskSuccess', { taskToken: 'token-1', output: '{"approved":true}' }],
    ['DeleteMessage', { ReceiptHandle: 'handle-1' }],
  ])
})

test('to reject fails the task with the comment', async () => {
  const { asked, call } = controller()

  await call('/approval', { ...answer, approved: false, comment: 'too dear' })

  expect(asked[1]).toEqual(['SendTaskFailure', { taskToken: 'token-1', error: 'OrderRejected', cause: 'too dear' }])
})

test.each([
  [
    'ChangeMessageVisibility',
    'MessageNotInflight',
    409,
    'The receipt handle is stale: get the order again with GET /pending.',
  ],
  [
    'ChangeMessageVisibility',
    'ReceiptHandleIsInvalid',
    409,
    'The receipt handle is stale: get the order again with GET /pending.',
  ],
  ['SendTaskSuccess', 'TaskTimedOut', 409, 'The order does not wait any more: somebody was faster, or its time is up.'],
  [
    'SendTaskSuccess',
    'TaskDoesNotExist',
    409,
    'The order does not wait any more: somebody was faster, or its time is up.',
  ],
  ['SendTaskSuccess', 'InvalidToken', 400, 'The token is none: take it from GET /pending as it is.'],
])('%s failing with %s is a %i and deletes nothing', async (command, error, status, detail) => {
  const { asked, call } = controller({ [command]: named(error) })

  expect(await call('/approval', answer)).toMatchObject({ status, body: { status, detail } })
  expect(asked.map(([name]) => name)).not.toContain('DeleteMessage')
})

test('a token with the receipt handle of another order is refused: that order would be lost', async () => {
  const { asked, call } = controller({}, [message('1'), message('2')])
  await call('/pending')
  asked.length = 0

  expect(await call('/approval', { token: 'token-1', receiptHandle: 'handle-2' })).toMatchObject({
    status: 400,
    body: { detail: 'The receipt handle belongs to another order than the token.' },
  })
  expect(asked).toEqual([])
})

test('an answer that counts is one, even if the message cannot be deleted', async () => {
  expect((await controller({ DeleteMessage: named('ServiceUnavailable') }).call('/approval', answer)).status).toBe(200)
})

test.each([
  [{}, 'token must be the token of a pending order. receiptHandle must be the ReceiptHandle of that order.'],
  [{ ...answer, approved: 'no' }, 'approved must be true or false.'],
  [{ ...answer, comment: 'x'.repeat(1001) }, 'comment must have 1000 characters at most.'],
])('%.60j is a 400 that says what to change', async (body, detail) => {
  expect(await controller().call('/approval', body)).toMatchObject({ status: 400, body: { detail } })
})

test('another content type is refused, so that no other web page can answer', async () => {
  expect((await controller().call('/approval', answer, 'text/plain')).status).toBe(400)
})
