import type { Clock, EpochMs } from '../clock/clock.ts'
import { Timers } from '../clock/timers.ts'

export type FakeClock = Clock & {
  /** Moves time forward, calling everything that falls due on the way, each at its own time. */
  advance(ms: number): void
  /** How many callbacks are to come. */
  readonly pending: number
  /** When the next callback is due. */
  readonly nextDue: EpochMs | undefined
  /** Moves to the next due callback; false when there is none. */
  next(): boolean
}

/** Time that moves only when a test moves it. Starts at 2026-01-01T00:00:00Z. */
export function fakeClock(start: EpochMs = Date.UTC(2026, 0, 1)): FakeClock {
  const timers = new Timers()
  let now = start

  function moveTo(then: EpochMs) {
    for (let due = timers.nextDue; due !== undefined && due <= then; due = timers.nextDue) {
      now = Math.max(now, due)
      timers.takeDue(now)?.()
    }
    now = then
  }

  return {
    now: () => now,
    at: (at, then) => timers.add(at, then),
    get pending() {
      return timers.size
    },
    get nextDue() {
      return timers.nextDue
    },
    advance: (ms) => moveTo(now + ms),
    next() {
      const due = timers.nextDue
      if (due === undefined) return false
      moveTo(Math.max(now, due))
      return true
    },
  }
}
