import type { Clock, EpochMs } from './clock.ts'
import { Timers } from './timers.ts'

/** A sleeping laptop stops timers but not time: look at the time at least this often. */
const longestSleepMs = 10_000

/**
 * The machine's clock. `timeScale` 60 makes what is an hour away happen in a minute; `now()` stays the real time, so that
 * timestamps agree with those of clients and functions.
 * One OS timer serves all callbacks; it keeps the process alive only while something is due.
 */
export function realClock({ timeScale = 1 }: { timeScale?: number } = {}): Clock {
  const timers = new Timers()
  let sleep: NodeJS.Timeout | undefined
  let wakesAt = Number.POSITIVE_INFINITY

  function wake() {
    sleep = undefined
    wakesAt = Number.POSITIVE_INFINITY
    try {
      for (let then = timers.takeDue(Date.now()); then; then = timers.takeDue(Date.now())) then()
    } finally {
      plan()
    }
  }

  function plan() {
    const due = timers.nextDue
    if (due === undefined) {
      clearTimeout(sleep)
      sleep = undefined
      wakesAt = Number.POSITIVE_INFINITY
    } else if (due < wakesAt) {
      clearTimeout(sleep)
      const now = Date.now()
      const delay = Math.min(Math.max(due - now, 0), longestSleepMs)
      wakesAt = now + delay
      sleep = setTimeout(wake, delay)
    }
  }

  return {
    now: () => Date.now(),
    at(at: EpochMs, then: () => void) {
      const now = Date.now()
      const cancel = timers.add(now + Math.max(at - now, 0) / timeScale, then)
      plan()
      return () => {
        cancel()
        plan()
      }
    },
  }
}
