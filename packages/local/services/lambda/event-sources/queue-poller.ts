import type { Json, JsonObject } from '@sfs3/asl'
import type { Clock } from '../../../clock/clock.ts'
import type { SqsQueue, SqsStore } from '../../sqs/fauxqs.ts'
import type { Invoke } from '../invoke.ts'
import { batchResult } from './batch-result.ts'
import type { Mapping } from './mapping.ts'

export type QueuePollerOptions = {
  mapping: Mapping
  queues: SqsStore
  invoke: Invoke
  clock: Clock
  region: string
  log: (line: string) => void
}

type Message = ReturnType<SqsQueue['dequeue']>[number]

/** The most that SQS gives at once. */
const mostAtOnce = 10
/** So long it waits for a message before it looks whether the queue is still there. */
const longPollSeconds = 20

/**
 * Takes messages from a queue in batches and hands each to the function. What the function has done is deleted; what failed is seen
 * again after the queue's visibility timeout, and goes to its dead-letter queue when it was received too often.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
export class QueuePoller {
  readonly #options: QueuePollerOptions
  readonly #running = new Set<Promise<void>>()
  readonly #stopping = Promise.withResolvers<void>()
  #stopped = false

  constructor(options: QueuePollerOptions) {
    this.#options = options
  }

  start(): void {
    void this.#poll()
  }

  /** Takes no more messages. What is under way is not waited for: its messages are seen again unless it ends well. */
  stop(): void {
    this.#stopped = true
    this.#stopping.resolve()
  }

  async #poll(): Promise<void> {
    const { mapping, queues, clock } = this.#options
    while (!this.#stopped) {
      if (this.#running.size >= mapping.concurrency) {
        await Promise.race([...this.#running, this.#stopping.promise])
        continue
      }
      const queue = queues.getQueueByArn(mapping.sourceArn)
      if (!queue) {
        await this.#pause(1000)
        continue
      }
      const messages = this.#receive(queue, mapping.batchSize)
      if (messages.length === 0) {
        await Promise.race([queue.waitForMessages(longPollSeconds), this.#stopping.promise])
        continue
      }
      if (mapping.windowMs > 0) await this.#fill(messages, queue, clock.now() + mapping.windowMs)
      const run: Promise<void> = this.#handle(messages, queue).finally(() => this.#running.delete(run))
      this.#running.add(run)
    }
  }

  #receive(queue: SqsQueue, most: number): Message[] {
    const messages: Message[] = []
    while (messages.length < most) {
      const more = queue.dequeue(Math.min(mostAtOnce, most - messages.length), undefined, (arn) =>
        this.#options.queues.getQueueByArn(arn),
      )
      if (more.length === 0) break
      messages.push(...more)
    }
    return messages
  }

  async #fill(messages: Message[], queue: SqsQueue, until: number): Promise<void> {
    const { mapping, clock } = this.#options
    while (!this.#stopped && messages.length < mapping.batchSize && clock.now() < until) {
      await Promise.race([queue.waitForMessages(longPollSeconds), this.#pause(until - clock.now())])
      messages.push(...this.#receive(queue, mapping.batchSize - messages.length))
    }
  }

  async #handle(messages: readonly Message[], queue: SqsQueue): Promise<void> {
    const { mapping, invoke, log } = this.#options
    const records = messages.map((message) => this.#record(message, queue))
    const wanted = messages.filter((_, index) => fits(mapping, records[index] ?? {}))
    for (const message of messages) if (!wanted.includes(message)) queue.deleteMessage(message.ReceiptHandle)
    if (wanted.length === 0) return

    const Records = records.filter((_, index) => wanted.includes(messages[index] as Message))
    try {
      const answer = await invoke(mapping.functionArn, JSON.stringify({ Records }))
      if (this.#stopped && answer.functionError) return
      const result = batchResult(
        answer,
        wanted.map(({ MessageId }) => MessageId),
        mapping.reportsFailures,
      )
      if (result.type === 'failed')
        log(`messages of ${queue.name} failed and will be seen again: ${result.why.slice(0, 500)}`)
      const done = wanted.filter(
        ({ MessageId }) => result.type === 'done' || (result.type === 'partly' && !result.failed.has(MessageId)),
      )
      for (const { ReceiptHandle } of done) queue.deleteMessage(ReceiptHandle)
    } catch (error) {
      if (!this.#stopped) log(`messages of ${queue.name} reached no function and will be seen again: ${error}`)
    }
  }

  /** @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
  #record(message: Message, queue: SqsQueue): JsonObject {
    const sent = queue.inflightMessages.get(message.ReceiptHandle)?.message
    const { region } = this.#options
    return {
      messageId: message.MessageId,
      receiptHandle: message.ReceiptHandle,
      body: message.Body,
      attributes: {
        ApproximateReceiveCount: String(sent?.approximateReceiveCount ?? 1),
        SentTimestamp: String(sent?.sentTimestamp ?? 0),
        ...(sent?.sequenceNumber && { SequenceNumber: sent.sequenceNumber }),
        ...(sent?.messageGroupId && { MessageGroupId: sent.messageGroupId }),
        SenderId: queue.arn.split(':')[4] ?? '',
        ...(sent?.messageDeduplicationId && { MessageDeduplicationId: sent.messageDeduplicationId }),
        ApproximateFirstReceiveTimestamp: String(sent?.approximateFirstReceiveTimestamp ?? 0),
      },
      messageAttributes: Object.fromEntries(
        Object.entries(message.MessageAttributes ?? {}).map(([name, { StringValue, BinaryValue, DataType }]) => [
          name,
          {
            ...(StringValue !== undefined && { stringValue: StringValue }),
            ...(BinaryValue !== undefined && { binaryValue: String(BinaryValue) }),
            ...{ stringListValues: [], binaryListValues: [], dataType: String(DataType) },
          },
        ]),
      ),
      md5OfBody: message.MD5OfBody,
      ...(message.MD5OfMessageAttributes && { md5OfMessageAttributes: message.MD5OfMessageAttributes }),
      eventSource: 'aws:sqs',
      eventSourceARN: queue.arn,
      awsRegion: region,
    }
  }

  async #pause(ms: number): Promise<void> {
    const { clock } = this.#options
    let cancel = () => {}
    const over = new Promise<void>((resolve) => {
      cancel = clock.at(clock.now() + ms, resolve)
    })
    await Promise.race([over, this.#stopping.promise])
    cancel()
  }
}

/** A filter looks into a body that is JSON. */
function fits({ filters }: Mapping, record: JsonObject): boolean {
  if (filters.length === 0) return true
  const read = { ...record, body: parsed(String(record.body)) }
  return filters.some((filter) => filter(read))
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
