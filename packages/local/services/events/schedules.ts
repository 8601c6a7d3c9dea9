import type { Clock, EpochMs } from '../../clock/clock.ts'
import type { EventsStore, StoredRule } from './events-store.ts'
import { schedule } from './schedule-expression.ts'

const againAfterMs = 1000

/**
 * Fires scheduled rules. What was missed while the process was away stays missed, as nothing came while it was away; what has
 * fired does not fire again, because `fire` records it with the event in one transaction.
 */
export class Schedules {
  readonly #store: EventsStore
  readonly #clock: Clock
  readonly #fire: (rule: StoredRule, due: EpochMs) => void
  readonly #log: (line: string) => void
  readonly #timers = new Map<string, () => void>()

  constructor(options: {
    store: EventsStore
    clock: Clock
    fire: (rule: StoredRule, due: EpochMs) => void
    log: (line: string) => void
  }) {
    this.#store = options.store
    this.#clock = options.clock
    this.#fire = options.fire
    this.#log = options.log
  }

  /** Looks at the rules again: call it at start and when one changed. */
  plan(): void {
    this.stop()
    for (const rule of this.#store.rules())
      if (rule.schedule !== undefined && rule.state === 'ENABLED') this.#planNext(rule, this.#clock.now())
  }

  stop(): void {
    for (const cancel of this.#timers.values()) cancel()
    this.#timers.clear()
  }

  /** `from` is the time by the schedule itself, which runs ahead of the clock where time is scaled. */
  #planNext(rule: StoredRule, from: EpochMs): void {
    const due = schedule(rule.schedule ?? '')(from, rule.anchor)
    if (due === undefined) return
    this.#fireAt(this.#clock.now() + (due - from), rule, due)
  }

  /** It fires late when it cannot be written, e.g. to a full disk. */
  #fireAt(at: EpochMs, rule: StoredRule, due: EpochMs): void {
    const cancel = this.#clock.at(at, () => {
      try {
        this.#fire(rule, due)
      } catch (error) {
        this.#log(`the schedule ${rule.name} waits: ${error instanceof Error ? error.message : error}`)
        return this.#fireAt(this.#clock.now() + againAfterMs, rule, due)
      }
      this.#planNext({ ...rule, anchor: due }, due)
    })
    this.#timers.set(rule.arn, cancel)
  }
}
