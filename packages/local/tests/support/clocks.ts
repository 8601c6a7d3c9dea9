import type { Clock } from '../../clock/clock.ts'

/** Time as it passes. */
export const systemClock: Clock = {
  now: () => Date.now(),
  at(at, then) {
    const timer = setTimeout(then, Math.max(0, at - Date.now()))
    return () => clearTimeout(timer)
  },
}

/** Time that a test moves by hand. `due` are the moments at which something is to happen. */
export function handClock(start = 1_795_225_200_000) {
  let now = start
  const timers = new Set<{ at: number; then: () => void }>()
  const clock: Clock = {
    now: () => now,
    at(at, then) {
      const timer = { at, then }
      timers.add(timer)
      return () => timers.delete(timer)
    },
  }
  return {
    clock,
    due: () => [...timers].map(({ at }) => at),
    advance(ms: number) {
      now += ms
      for (const timer of [...timers].filter(({ at }) => at <= now)) if (timers.delete(timer)) timer.then()
    },
  }
}
