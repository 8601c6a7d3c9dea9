import type { EpochMs } from '@sfs3/asl'

export type { EpochMs }

/** Where time comes from. The engine never reads it; whoever drives the engine does. */
export interface Clock {
  now(): EpochMs
  /**
   * Calls `then` once, as soon as `now()` has reached `at`; a clock with a time scale shortens the way there. Returns what
   * cancels it.
   */
  at(at: EpochMs, then: () => void): () => void
}
