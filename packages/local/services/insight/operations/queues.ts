import * as z from 'zod'
import type { SqsQueue } from '../../sqs/fauxqs.ts'
import { found, type InsightOperation, inputOf } from '../insight.ts'

/** Every queue and how many messages are in it. */
export const listQueues: InsightOperation = (_input, { queues }) => ({
  queues: [...queues.allQueues()].map((queue) => {
    const { ready, inflight, delayed } = messagesOf(queue)
    const counts = { visible: ready.length, inFlight: inflight.length, delayed: delayed.length }
    return { name: queue.name, isFifo: queue.isFifo(), ...counts }
  }),
})

const messagesShown = 100

/** The messages of a queue as they are: none of them is received by this. */
export const peekQueue: InsightOperation = (input, { queues }) => {
  const { queueName } = inputOf(z.looseObject({ queueName: z.string() }), input)
  const { ready, inflight, delayed } = messagesOf(found(queues.getQueueByName(queueName), `queue ${queueName}`))
  const all = [
    ...inflight.map(({ message, visibilityDeadline }) => ({ message, is: 'in flight', until: visibilityDeadline })),
    ...ready.map((message) => ({ message, is: 'visible', until: undefined })),
    ...delayed.map((message) => ({ message, is: 'delayed', until: message.delayUntil })),
  ]
  return {
    messages: all.slice(0, messagesShown).map(({ message, is, until }) => ({
      messageId: message.messageId,
      is,
      until,
      sentAt: message.sentTimestamp,
      receiveCount: message.approximateReceiveCount,
      groupId: message.messageGroupId,
      body: message.body,
    })),
  }
}

/** What is due again is visible. */
function messagesOf(queue: SqsQueue): ReturnType<SqsQueue['inspectMessages']> {
  queue.processTimers()
  return queue.inspectMessages()
}
