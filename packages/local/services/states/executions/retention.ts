import type { Clock } from '../../../clock/clock.ts'
import type { RetentionLimits } from '../store/retention.ts'
import type { Store } from '../store/store.ts'

/** So many at a time: forgetting must not hold up what is going on. */
const batch = 200
const betweenBatchesMs = 100
/** When to look again: after so many executions have closed, or so much time. */
const closedBetween = 500
const pauseMs = 6 * 3_600_000

/** Forgets closed executions beyond what is to be kept, a few at a time, now and then. */
export class Retention {
  readonly #store: Store
  readonly #clock: Clock
  readonly #keep: RetentionLimits
  readonly #log: (message: string) => void
  #closed = 0
  #cancel: () => void

  constructor(store: Store, clock: Clock, keep: RetentionLimits, log: (message: string) => void) {
    this.#store = store
    this.#clock = clock
    this.#keep = keep
    this.#log = log
    this.#cancel = this.#in(betweenBatchesMs)
  }

  /** Call it for each execution that has closed. */
  closed(): void {
    this.#closed++
    if (this.#closed % closedBetween !== 0) return
    this.#cancel()
    this.#cancel = this.#in(betweenBatchesMs)
  }

  stop(): void {
    this.#cancel()
  }

  #in(ms: number): () => void {
    return this.#clock.at(this.#clock.now() + ms, () => this.#tidy())
  }

  #tidy(): void {
    let forgotten = 0
    try {
      forgotten = this.#store.retention.forgetBeyond(this.#keep, this.#clock.now(), batch)
      if (forgotten < batch) this.#store.stateMachines.removeUnusedRevisions()
    } catch (error) {
      this.#log(`closed executions could not be forgotten: ${error instanceof Error ? error.message : error}`)
    }
    this.#cancel = this.#in(forgotten === batch ? betweenBatchesMs : pauseMs)
  }
}
