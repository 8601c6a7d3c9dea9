import type { EpochMs } from '../clock/clock.ts'

/** At most `size` at once, and `perSecond` in the long run. Full at the start. */
export type TokenBucket = { readonly size: number; readonly perSecond: number; tokens: number; filledAt: EpochMs }

export function fullBucket(size: number, perSecond: number, now: EpochMs): TokenBucket {
  return {
    size,
    perSecond,
    tokens: size,
    filledAt: now,
  }
}

/** Takes one token; false when there is none. */
export function take(bucket: TokenBucket, now: EpochMs): boolean {
  // A clock that is put back takes nothing away.
  const refilled = bucket.tokens + (Math.max(now - bucket.filledAt, 0) / 1000) * bucket.perSecond
  bucket.tokens = Math.min(bucket.size, refilled)
  bucket.filledAt = now
  if (bucket.tokens < 1) return false
  bucket.tokens -= 1
  return true
}
