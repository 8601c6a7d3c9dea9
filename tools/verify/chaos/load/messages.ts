import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs'
import { answerOf } from '../answer.ts'
import { sha256 } from '../latest.ts'
import { insist, type Load, padded, type World } from '../world.ts'

type Sent = { sha: string; acknowledged: boolean; received: number; deleted: boolean }

/** SQS: messages on a standard and on a FIFO queue, and who receives and deletes them. */
export function messages({ sqs, random: all }: World): Load {
  const random = all.branch('messages')
  const queues = new Map<string, string>()
  const sent = new Map<string, Sent>()
  const wrong: string[] = []
  let n = 0

  async function receive(QueueUrl: string): Promise<number> {
    const answer = await answerOf(() => sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 })))
    const received = answer.type === 'acknowledged' ? (answer.value.Messages ?? []) : []
    for (const { Body = '', ReceiptHandle } of received) {
      const id = Body.slice(0, 6)
      const one = sent.get(id)
      if (!one || one.sha !== sha256(Body)) {
        wrong.push(`a message was received that was not sent like this: ${id}`)
        continue
      }
      if (one.deleted) wrong.push(`the message ${id} was received again after its deletion had been acknowledged`)
      one.received++
      const { type } = await answerOf(() => sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle })))
      if (type === 'acknowledged') one.deleted = true
    }
    return received.length
  }

  return {
    name: 'messages',
    async prepare() {
      for (const [QueueName, Attributes] of [
        ['chaos-standard', { VisibilityTimeout: '3' }],
        ['chaos-ordered.fifo', { VisibilityTimeout: '3', FifoQueue: 'true' }],
      ] as const) {
        const made = await insist(() => sqs.send(new CreateQueueCommand({ QueueName, Attributes })))
        if (made?.QueueUrl) queues.set(QueueName, made.QueueUrl)
      }
    },
    async act() {
      const isFifo = random.chance(0.5)
      const QueueUrl = queues.get(isFifo ? 'chaos-ordered.fifo' : 'chaos-standard')
      const id = `m${padded(++n)}`
      const MessageBody = `${id} ${random.bytes(random.pick([1, 300, 20_000])).toString('base64')}`
      const one: Sent = { sha: sha256(MessageBody), acknowledged: false, received: 0, deleted: false }
      sent.set(id, one)
      const fifo = isFifo && { MessageGroupId: String(random.between(0, 3)), MessageDeduplicationId: id }
      const send = () => answerOf(() => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...fifo })))
      one.acknowledged = (await send()).type === 'acknowledged'
    },
    async attend() {
      for (const QueueUrl of queues.values()) await receive(QueueUrl)
    },
    unsettled() {
      const waiting = [...sent.values()].filter(({ acknowledged, received }) => acknowledged && received === 0)
      return waiting.length > 0 ? `${waiting.length} messages were sent and not received` : undefined
    },
    async check() {
      const lost = [...sent].filter(([, one]) => one.acknowledged && one.received === 0)
      return [...wrong, ...lost.map(([id]) => `the message ${id} was acknowledged and is not in its queue`)]
    },
    promises: () => [...sent.values()].filter(({ acknowledged }) => acknowledged).length,
  }
}
