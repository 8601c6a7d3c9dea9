import { PersistenceManager, type SqsQueue } from './fauxqs.ts'

/** How long SQS knows a message that it has taken. */
const deduplicationWindowMs = 5 * 60 * 1000

/** fauxqs' persistence with two things that it misses. */
export class MessagingPersistence extends PersistenceManager {
  readonly #receiveCounts = new Map<string, number>()

  /**
   * Connects a loaded queue. fauxqs keeps deduplication ids in memory only: after a restart at least those of waiting messages
   * are known.
   */
  connect(queue: SqsQueue): void {
    queue.persistence = this
    const { ready, delayed, inflight } = queue.inspectMessages()
    for (const message of [...ready, ...delayed, ...inflight.map((one) => one.message)])
      if (message.messageDeduplicationId && message.sentTimestamp > Date.now() - deduplicationWindowMs)
        queue.recordDeduplication(message.messageDeduplicationId, message.messageId, message.sequenceNumber)
  }

  /** fauxqs forgets the receive count of a message that is made visible again, and SQLite refuses that: it failed. */
  override updateMessageReady(messageId: string): void {
    this.updateMessageInflight(messageId, '', 0, this.#receiveCounts.get(messageId) ?? 1, undefined)
  }

  override updateMessageInflight(
    ...[messageId, handle, deadline, count, first]: Parameters<PersistenceManager['updateMessageInflight']>
  ): void {
    this.#receiveCounts.set(messageId, count)
    super.updateMessageInflight(messageId, handle, deadline, count, first)
  }

  override deleteMessage(messageId: string): void {
    this.#receiveCounts.delete(messageId)
    super.deleteMessage(messageId)
  }
}
