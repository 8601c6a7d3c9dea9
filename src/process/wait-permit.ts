import { randomInt } from 'node:crypto'
import { waitPermitKey } from './keys.ts'
import type { Records } from './records.ts'

/** A permit holds for a window of this length; windows begin at the same moments for all functions. */
export const windowMs = 2_000

/** How many permits of a window are tried, beginning with any: nearly always enough to find one that is left. */
const most = 3

/** Whether a caller may go on waiting in this window, counted in `windowMs` since 1970. */
export type WaitPermit = (window: number) => Promise<boolean>

/**
 * Bounds how many callers wait at once, however many functions run: a permit is an object that only one of them can create, and
 * there are so many in each window. Who has none is answered at once, and asks again later.
 * @param callers how many may wait; all may if undefined
 */
export function waitPermit(
  records: Records,
  callers: number | undefined,
  slot: (slots: number) => number = randomInt,
): WaitPermit {
  return async (window) => {
    if (callers === undefined) return true
    if (callers === 0) return false
    const first = slot(callers)
    for (let tried = 0; tried < Math.min(callers, most); tried++)
      if (await records.put(waitPermitKey(window, (first + tried) % callers), {})) return true
    return false
  }
}
