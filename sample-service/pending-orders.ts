import {
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn'
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import * as z from 'zod'

/** What the machine `approval` puts into the queue. */
const Question = z.object({ Order: z.looseObject({}), TaskToken: z.string() })

/** A message as SQS gives it, with the order and the task token that its body holds. */
export type PendingOrder = Message & { order: Record<string, unknown>; token: string }

/** The answer of a person to an order. */
export type Answer = { token: string; receiptHandle: string; approved: boolean; comment?: string | undefined }

/** An answer was refused. The message is still in the queue. */
export class AnswerRefused extends Error {
  override readonly name = 'AnswerRefused'
  readonly reason: 'stale' | 'answered' | 'unknown token' | 'mixed up'

  constructor(reason: AnswerRefused['reason'], detail: string, options?: ErrorOptions) {
    super(detail, options)
    this.reason = reason
  }
}

/** How long a message is invisible to others while its order is answered, in seconds. */
const answerSeconds = 60

/** How many receipt handles are remembered with their task tokens. */
const rememberedHandles = 10_000

export type PendingOrders = ReturnType<typeof pendingOrders>

/** The orders that wait for a person: messages of a queue, each with the token of the execution that waits. */
export function pendingOrders(sqs: SQSClient, sfn: SFNClient, QueueUrl: string) {
  const given = new Map<string, string>()

  const remove = (ReceiptHandle: string | undefined) => sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))

  /** Sends a heartbeat. Returns whether the execution still waits for the answer. */
  const awaitsAnswer = async (taskToken: string) => {
    try {
      await sfn.send(new SendTaskHeartbeatCommand({ taskToken }))
      return true
    } catch (error) {
      if (hasName(error, 'TaskTimedOut', 'TaskDoesNotExist')) return false
      if (!hasName(error, 'InvalidToken')) console.warn('no heartbeat:', error)
      return true
    }
  }

  /** Makes the message invisible to others. @throws AnswerRefused */
  const hold = async (ReceiptHandle: string) => {
    try {
      const VisibilityTimeout = answerSeconds
      await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }))
    } catch (cause) {
      if (!hasName(cause, ...staleHandle)) throw cause
      const detail = 'The receipt handle is stale: get the order again with GET /pending.'
      throw new AnswerRefused('stale', detail, { cause })
    }
  }

  /** Sends the answer to the execution, which takes the first one. @throws AnswerRefused */
  const tell = async ({ token: taskToken, approved, comment }: Answer) => {
    try {
      if (approved)
        await sfn.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify({ approved, comment }) }))
      else {
        const cause = comment || 'Rejected without a comment.'
        await sfn.send(new SendTaskFailureCommand({ taskToken, error: 'OrderRejected', cause }))
      }
    } catch (cause) {
      if (hasName(cause, 'TaskTimedOut', 'TaskDoesNotExist')) {
        const detail = 'The order does not wait any more: somebody was faster, or its time is up.'
        throw new AnswerRefused('answered', detail, { cause })
      }
      if (!hasName(cause, 'InvalidToken')) throw cause
      throw new AnswerRefused('unknown token', 'The token is none: take it from GET /pending as it is.', { cause })
    }
  }

  return {
    /**
     * Receives up to ten orders; for a minute nobody else receives them. Messages of executions that no longer wait are
     * deleted: an order that nobody answered has left a dead letter.
     */
    async receive(): Promise<PendingOrder[]> {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }))
      const orders = await Promise.all(
        Messages.map(async (message) => {
          const question = Question.safeParse(json(message.Body))
          if (!question.success) return [] // of another kind; SQS moves it to the dead-letter queue
          const { Order: order, TaskToken: token } = question.data
          if (await awaitsAnswer(token)) return [{ ...message, order, token }]
          await remove(message.ReceiptHandle)
          return []
        }),
      )
      for (const { ReceiptHandle, token } of orders.flat()) remember(given, ReceiptHandle ?? '', token)
      return orders.flat()
    },

    /** How many orders have been received and not answered; each comes back within a minute. SQS counts approximately. */
    async beingLookedAt(): Promise<number> {
      const AttributeNames = ['ApproximateNumberOfMessagesNotVisible' as const]
      const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }))
      return Number(Attributes?.ApproximateNumberOfMessagesNotVisible ?? 0)
    },

    /**
     * Sends the answer to the execution and, if it was accepted, deletes the message.
     * @throws AnswerRefused
     */
    async answer(answer: Answer): Promise<void> {
      const { token, receiptHandle } = answer
      if ((given.get(receiptHandle) ?? token) !== token)
        throw new AnswerRefused('mixed up', 'The receipt handle belongs to another order than the token.')
      await hold(receiptHandle)
      await tell(answer)
      // The answer was accepted. A message that could not be deleted is deleted when it is received again.
      await remove(receiptHandle).catch((error) => console.warn('message not deleted:', error))
    },
  }
}

/** Errors of SQS for a handle whose message is gone or was received again, or that is not a handle. */
const staleHandle = [
  'MessageNotInflight',
  'ReceiptHandleIsInvalid',
  'InvalidParameterValue',
  'InvalidParameterValueException',
]

const hasName = (error: unknown, ...names: string[]) => error instanceof Error && names.includes(error.name)

/** A Map iterates in the order of insertion: the first key is the oldest. */
const remember = (given: Map<string, string>, receiptHandle: string, token: string) => {
  given.set(receiptHandle, token)
  const [oldest] = given.keys()
  if (given.size > rememberedHandles && oldest !== undefined) given.delete(oldest)
}

const json = (text: string | undefined): unknown => {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}
