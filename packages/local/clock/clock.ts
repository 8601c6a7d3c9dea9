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
  /**
   * From now on nothing falls due until what it returns is called; what is to come then comes so much later. `now()` goes on.
   * Only the machine's clock has it, for debuggers.
   */
  hold?(): () => void
}
