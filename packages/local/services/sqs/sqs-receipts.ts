import { inputOf } from '../../endpoint/json-input.ts'
import type { AwsRequest } from '../../endpoint/service.ts'
import type { WireError } from '../../endpoint/wire-error.ts'
import type { SqsStore } from './fauxqs.ts'

/**
 * Says what AWS says when a receipt handle is none, or came too late. fauxqs answers success, and the message is received again.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html
 */
export class Receipts {
  readonly #queues: SqsStore
  /** Deleting a message twice is no error. The oldest are forgotten. */
  readonly #deleted = new Set<string>()

  constructor(queues: SqsStore) {
    this.#queues = queues
  }

  /** The refusal of a DeleteMessage, or undefined. A standard queue deletes what it can and never complains. */
  refuse(request: AwsRequest): WireError | undefined {
    if (request.headers['x-amz-target'] !== 'AmazonSQS.DeleteMessage') return undefined
    const { QueueUrl, ReceiptHandle } = inputOf(request)
    const queue = typeof QueueUrl === 'string' ? this.#queues.getQueue(QueueUrl) : undefined
    if (!queue || typeof ReceiptHandle !== 'string' || ReceiptHandle === '') return undefined
    if (!/^[0-9a-f-]{36}$/.test(ReceiptHandle))
      return { status: 404, code: 'ReceiptHandleIsInvalid', message: 'The input receipt handle is invalid.' }
    if (!queue.isFifo() || this.#deleted.has(ReceiptHandle)) return undefined

    const received = queue.inflightMessages.get(ReceiptHandle)
    if (received && received.visibilityDeadline > Date.now()) {
      this.#remember(ReceiptHandle)
      return undefined
    }
    const reason = 'Reason: The receipt handle has expired.'
    const message = `Value ${ReceiptHandle} for parameter ReceiptHandle is invalid. ${reason}`
    return { status: 400, code: 'InvalidParameterValue', message }
  }

  #remember(receiptHandle: string): void {
    this.#deleted.add(receiptHandle)
    const [oldest = ''] = this.#deleted
    if (this.#deleted.size > 10_000) this.#deleted.delete(oldest)
  }
}
