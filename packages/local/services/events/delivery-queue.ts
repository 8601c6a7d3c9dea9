import type { Clock } from '../../clock/clock.ts'
import { DeliveryFailed, type DeliveryOptions, deliver, eventBridge, sqsMessage } from './deliver.ts'
import type { Delivery, EventsStore } from './events-store.ts'

export type DeliveryQueueOptions = DeliveryOptions & {
  store: EventsStore
  clock: Clock
  /** An event is given up and there is no dead-letter queue for it; or something happened that should not. */
  log: (message: string) => void
}

/** Deliveries to targets at the same time. */
const concurrency = 20

/**
 * Carries accepted events to their targets, at least once: a delivery stays on disk until its target has taken it, its retries
 * are used up, or it is too old; then it goes to the target's dead-letter queue.
 */
export class DeliveryQueue {
  readonly #options: DeliveryQueueOptions
  readonly #ready: Delivery[] = []
  readonly #timers = new Map<string, () => void>()
  readonly #running = new Set<Promise<void>>()
  #stopped = false

  constructor(options: DeliveryQueueOptions) {
    this.#options = options
  }

  /** Schedules what was not delivered when the process ended. */
  start(): void {
    for (const delivery of this.#options.store.deliveries()) this.schedule(delivery)
  }

  /** Delivers a stored delivery when it is due. */
  schedule(delivery: Delivery): void {
    const { clock } = this.#options
    if (delivery.dueAt <= clock.now()) this.#enqueue(delivery)
    else
      this.#timers.set(
        delivery.id,
        clock.at(delivery.dueAt, () => this.#enqueue(delivery)),
      )
  }

  /** Resolves when nothing is being delivered and nothing is due. */
  async idle(): Promise<void> {
    while (this.#running.size > 0 || this.#ready.length > 0) await Promise.all([...this.#running, nextTick()])
  }

  /** Begins no more deliveries and waits for those that run. */
  async stop(): Promise<void> {
    this.#stopped = true
    for (const cancel of this.#timers.values()) cancel()
    await Promise.all(this.#running)
  }

  #enqueue(delivery: Delivery): void {
    this.#timers.delete(delivery.id)
    this.#ready.push(delivery)
    // After the fact: whoever caused the event gets his answer first.
    setImmediate(() => this.#next())
  }

  #next(): void {
    if (this.#stopped || this.#running.size >= concurrency) return
    const delivery = this.#ready.shift()
    if (!delivery) return
    const run: Promise<void> = this.#attempt(delivery).finally(() => {
      this.#running.delete(run)
      this.#next()
    })
    this.#running.add(run)
  }

  async #attempt(delivery: Delivery): Promise<void> {
    try {
      await deliver(delivery, this.#options)
    } catch (error) {
      return this.#failed(delivery, asFailure(error))
    }
    this.#forget(delivery)
  }

  async #failed(delivery: Delivery, failure: DeliveryFailed): Promise<void> {
    const { clock } = this.#options
    const { MaximumRetryAttempts, MaximumEventAgeInSeconds } = delivery.target.RetryPolicy
    const next = { ...delivery, attempts: delivery.attempts + 1, dueAt: clock.now() + backoffMs(delivery.attempts) }
    const used = next.attempts > MaximumRetryAttempts ? 'MaximumRetryAttempts' : undefined
    const old = next.dueAt - next.acceptedAt > MaximumEventAgeInSeconds * 1000 ? 'MaximumEventAgeInSeconds' : undefined
    const exhausted = used ?? old

    if (failure.retryable && !exhausted) {
      this.#write(delivery, (store) => store.putDelivery(next))
      this.schedule(next)
    } else if (await this.#giveUp(delivery, failure, exhausted)) this.#forget(delivery)
    else this.schedule({ ...delivery, dueAt: next.dueAt })
  }

  /** What cannot be deleted now, e.g. on a full disk, is deleted later; if the process ends before, it is delivered once more. */
  #forget(delivery: Delivery): void {
    const { clock } = this.#options
    if (this.#write(delivery, (store) => store.deleteDelivery(delivery.id)) || this.#stopped) return
    const again = () => this.#forget(delivery)
    this.#timers.set(delivery.id, clock.at(clock.now() + againAfterMs, again))
  }

  #write(delivery: Delivery, write: (store: EventsStore) => void): boolean {
    const { store, log } = this.#options
    try {
      write(store)
      return true
    } catch (error) {
      const why = error instanceof Error ? error.message : error
      log(`how a delivery to ${delivery.target.Arn} of rule ${delivery.rule.name} went could not be written: ${why}`)
      return false
    }
  }

  /** @returns false when its dead-letter queue cannot take it now */
  async #giveUp(delivery: Delivery, failure: DeliveryFailed, exhausted: string | undefined): Promise<boolean> {
    const { send, authorise, log } = this.#options
    const { target, rule, event } = delivery
    const lost = (why: string) => {
      log(`event "${event['detail-type']}" for ${target.Arn} of rule ${rule.name} is lost: ${why}`)
      return true
    }
    const deadLetterArn = target.DeadLetterConfig?.Arn
    if (deadLetterArn === undefined) return lost(`${failure.code} ${failure.message}`)

    const facts = {
      RULE_ARN: rule.arn,
      TARGET_ARN: target.Arn,
      ERROR_CODE: failure.code,
      ERROR_MESSAGE: failure.message,
      RETRY_ATTEMPTS: String(delivery.attempts),
      ...(exhausted && { EXHAUSTED_RETRY_CONDITION: exhausted }),
    }
    const MessageAttributes = Object.fromEntries(
      Object.entries(facts).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
    )
    try {
      authorise(eventBridge, 'sqs:SendMessage', deadLetterArn, { 'aws:SourceArn': rule.arn })
    } catch (error) {
      return lost(error instanceof Error ? error.message : String(error))
    }
    const { status, body } = await send('sqs', sqsMessage(deadLetterArn, JSON.stringify(event), { MessageAttributes }))
    if (status >= 500 && status !== 501) return false
    return status < 300 || lost(`its dead-letter queue answered ${body}`)
  }
}

const againAfterMs = 1000

/** Twice as long after every attempt, from a second to five minutes. */
const backoffMs = (attempts: number): number => Math.min(1000 * 2 ** attempts, 300_000)

/** A defect on our side is worth another try. */
const asFailure = (error: unknown): DeliveryFailed =>
  error instanceof DeliveryFailed ? error : new DeliveryFailed('InternalFailure', String(error), true)

const nextTick = () => new Promise<void>((resolve) => setImmediate(resolve))
