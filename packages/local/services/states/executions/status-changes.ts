import type { Clock } from '../../../clock/clock.ts'
import type { AwsEvent } from '../../events/aws-event.ts'
import type { Store } from '../store/store.ts'
import { type StatusChange, statusChange } from './status-change.ts'

/** EventBridge, as far as Step Functions knows it. */
export type EventSink = {
  /** The event that tells of a change; undefined when nobody listens. */
  statusChangeEvent(change: StatusChange): AwsEvent | undefined
  /** Takes an event for good. The same one may come again, and counts once. @throws what kept it from being written */
  accept(event: AwsEvent): void
}

export type StatusChangesOptions = {
  store: Store
  clock: Clock
  events?: EventSink | undefined
  /** Called after the commit. */
  onStatusChange?: ((change: StatusChange) => void) | undefined
  log: (message: string) => void
}

const againAfterMs = 1000

/**
 * Tells of executions that start and end. The event is written in the transaction that changes the execution, so a crash loses
 * neither without the other, and leaves the outbox when EventBridge has it.
 */
export class StatusChanges {
  readonly #options: StatusChangesOptions
  /** Refused once, e.g. for a full disk. */
  #unsent: AwsEvent[] = []
  #cancel: (() => void) | undefined

  constructor(options: StatusChangesOptions) {
    this.#options = options
  }

  /**
   * Writes that an execution started (or was redriven) or ended. Call it in the transaction of that change, and what it returns
   * after the commit.
   */
  record(executionArn: string, started: boolean): () => void {
    const { store, clock, events, onStatusChange } = this.#options
    if (!events && !onStatusChange) return () => {}
    const change = statusChange(executionArn, started, { store, clock })
    if (change === undefined) return () => {}
    const event = events?.statusChangeEvent(change)
    if (event) store.outbox.add(event)
    return () => {
      if (event) this.#send(event)
      onStatusChange?.(change)
    }
  }

  /** Sends what EventBridge had not accepted when the process ended. */
  resume(): void {
    for (const event of this.#options.store.outbox.all()) this.#send(event)
  }

  /** What is not sent yet is sent after the next start. */
  stop(): void {
    this.#cancel?.()
  }

  #send(event: AwsEvent): void {
    const { store, events, log } = this.#options
    try {
      events?.accept(event)
      store.outbox.delete(event.id)
    } catch (error) {
      const execution = event.resources.join()
      log(`the status change of ${execution} waits: ${error instanceof Error ? error.message : error}`)
      this.#unsent.push(event)
      this.#sendAgainLater()
    }
  }

  #sendAgainLater(): void {
    const { clock } = this.#options
    this.#cancel ??= clock.at(clock.now() + againAfterMs, () => {
      this.#cancel = undefined
      const unsent = this.#unsent
      this.#unsent = []
      for (const event of unsent) this.#send(event)
    })
  }
}
