import { SendTaskFailureCommand, SendTaskHeartbeatCommand, SendTaskSuccessCommand } from '@aws-sdk/client-sfn'
import { DeleteMessageCommand, GetQueueUrlCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import * as z from 'zod'
import { type Answer, answerOf } from '../answer.ts'
import { forAll, insist, type Load, type World } from '../world.ts'
import { ranOutOfTime, statusOfExecution } from './executions.ts'

const Started = z.object({ orderId: z.string(), executionId: z.string() })
const Question = z.object({ Order: z.looseObject({ orderId: z.string() }), TaskToken: z.string() })

type Order = { executionArn: string | undefined; yes: Counted; no: Counted }
type Counted = { acknowledged: number; unknown: number }

/** Orders that two people decide about at once: one says yes, the other no. */
export function approvals(world: World): Load {
  const { sqs, sfn, api } = world
  const orders = new Map<string, Order>()
  let QueueUrl: string | undefined
  let n = 0

  const orderOf = (id: string): Order => {
    const order = orders.get(id) ?? { executionArn: undefined, yes: none(), no: none() }
    orders.set(id, order)
    return order
  }
  const count = (counted: Counted, { type }: Answer<unknown>) => {
    if (type !== 'refused') counted[type]++
  }

  return {
    name: 'approvals',
    async prepare() {
      const get = new GetQueueUrlCommand({ QueueName: 'sfs3-dev-pending-orders.fifo' })
      QueueUrl = (await insist(() => sqs.send(get)))?.QueueUrl
    },
    async act() {
      const body = JSON.stringify({ title: `Order ${++n}`, quantity: 1 })
      const answer = await answerOf(() => api('POST', '/order', { body, idempotencyKey: `order-${n}` }))
      if (answer.type !== 'acknowledged') return
      const { orderId, executionId } = Started.parse(answer.value)
      orderOf(orderId).executionArn = executionId
    },
    async attend() {
      const receive = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 5 })
      const answer = await answerOf(() => sqs.send(receive))
      for (const { Body = '', ReceiptHandle } of answer.type === 'acknowledged' ? (answer.value.Messages ?? []) : []) {
        const {
          Order: { orderId },
          TaskToken: taskToken,
        } = Question.parse(JSON.parse(Body))
        const order = orderOf(orderId)
        await answerOf(() => sfn.send(new SendTaskHeartbeatCommand({ taskToken })))
        const yes = () => sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{"approved":true}' }))
        const no = () => sfn.send(new SendTaskFailureCommand({ taskToken, error: 'OrderRejected', cause: 'no' }))
        const asked = [answerOf(yes), answerOf(no)]
        const [first, second] = await Promise.all(asked)
        if (first) count(order.yes, first)
        if (second) count(order.no, second)
        // A message stays until its order is decided for sure.
        const isDecided = [first, second].every((one) => one?.type !== 'unknown')
        if (isDecided) await answerOf(() => sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle })))
      }
    },
    async check() {
      const sentences = await forAll(orders, async ([id, { executionArn, yes, no }]) => {
        if (yes.acknowledged + no.acknowledged > 1)
          return [`order ${id} was decided ${yes.acknowledged} times with yes and ${no.acknowledged} times with no`]
        if (executionArn === undefined) return []
        const execution = await statusOfExecution(world, executionArn)
        if (execution === undefined) return [`order ${id} was acknowledged and is not there`]
        const isUndecided = yes.acknowledged + no.acknowledged === 0
        if (isUndecided && world.clockJumped && ranOutOfTime(execution)) return []
        const expected = yes.acknowledged ? ['SUCCEEDED'] : no.acknowledged ? ['FAILED'] : ['SUCCEEDED', 'FAILED']
        return expected.includes(execution.status ?? '') &&
          (execution.status === 'SUCCEEDED' || execution.error === 'OrderRejected')
          ? []
          : [
              `order ${id} was decided ${yes.acknowledged ? 'with yes' : no.acknowledged ? 'with no' : 'by nobody for sure'} and is ${execution.status} ${execution.error ?? ''}: ${execution.cause?.slice(0, 200)}`,
            ]
      })
      return sentences.flat()
    },
    promises: () => [...orders.values()].filter(({ executionArn }) => executionArn !== undefined).length,
  }
}

const none = (): Counted => ({ acknowledged: 0, unknown: 0 })
