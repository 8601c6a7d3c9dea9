import type { EpochMs } from './clock.ts'

type Timer = { due: EpochMs; order: number; callback: (() => void) | undefined }

/** Callbacks ordered by when they are due, then by when they were added. A binary heap: a hundred thousand cost what ten do. */
export class Timers {
  readonly #heap: Timer[] = []
  #added = 0
  #cancelled = 0

  /** Returns what cancels it. Cancelled timers leave the heap when they surface, or all at once when they outnumber the rest. */
  add(due: EpochMs, callback: () => void): () => void {
    const timer: Timer = { due, order: this.#added++, callback }
    this.#heap.push(timer)
    this.#up(this.#heap.length - 1)
    return () => {
      if (timer.callback === undefined) return
      timer.callback = undefined
      this.#cancelled++
      if (this.#cancelled > 64 && this.#cancelled * 2 > this.#heap.length) this.#sweep()
    }
  }

  /** How many are still to be called. */
  get size(): number {
    return this.#heap.length - this.#cancelled
  }

  /** When the first of them is due; undefined when there is none. */
  get nextDue(): EpochMs | undefined {
    while (this.#heap[0] !== undefined && this.#heap[0].callback === undefined) {
      this.#take()
      this.#cancelled--
    }
    return this.#heap[0]?.due
  }

  /** Removes and returns the first callback that is due at `now`. */
  takeDue(now: EpochMs): (() => void) | undefined {
    const due = this.nextDue
    if (due === undefined || due > now) return undefined
    const timer = this.#take()
    const callback = timer?.callback
    if (timer !== undefined) timer.callback = undefined
    return callback
  }

  #take(): Timer | undefined {
    const first = this.#heap[0]
    const last = this.#heap.pop()
    if (last !== undefined && this.#heap.length > 0) {
      this.#heap[0] = last
      this.#down(0)
    }
    return first
  }

  #sweep() {
    const live = this.#heap.filter((timer) => timer.callback !== undefined).sort(byDue)
    this.#heap.length = 0
    for (const timer of live) this.#heap.push(timer)
    this.#cancelled = 0
  }

  #up(index: number) {
    for (let child = index; child > 0; ) {
      const parent = (child - 1) >> 1
      if (!this.#swapUnlessOrdered(parent, child)) return
      child = parent
    }
  }

  #down(index: number) {
    for (let parent = index; ; ) {
      const left = 2 * parent + 1
      const right = left + 1
      const child = this.#before(right, left) ? right : left
      if (!this.#swapUnlessOrdered(parent, child)) return
      parent = child
    }
  }

  #before(a: number, b: number): boolean {
    const [first, second] = [this.#heap[a], this.#heap[b]]
    return first !== undefined && second !== undefined && byDue(first, second) < 0
  }

  #swapUnlessOrdered(parent: number, child: number): boolean {
    const [above, below] = [this.#heap[parent], this.#heap[child]]
    if (above === undefined || below === undefined || byDue(below, above) >= 0) return false
    this.#heap[parent] = below
    this.#heap[child] = above
    return true
  }
}

const byDue = (a: Timer, b: Timer): number => a.due - b.due || a.order - b.order
