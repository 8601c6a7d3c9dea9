import type { Clock, EpochMs } from './clock.ts'
import { Timers } from './timers.ts'

/** A sleeping laptop stops timers but not time: look at the time at least this often. */
const longestSleepMs = 10_000

/**
 * The machine's clock. `timeScale` 60 makes what is an hour away happen in a minute; `now()` stays the real time, so that
 * timestamps agree with those of clients and functions.
 * One OS timer serves all callbacks; it keeps the process alive only while something is due.
 */
export function realClock({ timeScale = 1 }: { timeScale?: number } = {}): Required<Clock> {
  /** Their time is the real one less that in which nothing fell due. */
  const timers = new Timers()
  let holders = 0
  let heldSince = 0
  let heldMs = 0
  const time = () => (holders > 0 ? heldSince : Date.now()) - heldMs
  let sleep: NodeJS.Timeout | undefined
  let wakesAt = Number.POSITIVE_INFINITY

  function wake() {
    sleep = undefined
    wakesAt = Number.POSITIVE_INFINITY
    try {
      for (let then = timers.takeDue(time()); then; then = timers.takeDue(time())) then()
    } finally {
      plan()
    }
  }

  function plan() {
    const due = holders > 0 ? undefined : timers.nextDue
    if (due === undefined) {
      clearTimeout(sleep)
      sleep = undefined
      wakesAt = Number.POSITIVE_INFINITY
    } else if (due < wakesAt) {
      clearTimeout(sleep)
      const now = time()
      const delay = Math.min(Math.max(due - now, 0), longestSleepMs)
      wakesAt = now + delay
      sleep = setTimeout(wake, delay)
    }
  }

  return {
    now: () => Date.now(),
    at(at: EpochMs, then: () => void) {
      const cancel = timers.add(time() + Math.max(at - Date.now(), 0) / timeScale, then)
      plan()
      return () => {
        cancel()
        plan()
      }
    },
    hold() {
      if (holders++ === 0) heldSince = Date.now()
      plan()
      return () => {
        if (--holders > 0) return
        heldMs += Date.now() - heldSince
        plan()
      }
    },
  }
}
