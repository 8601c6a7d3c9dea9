/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = number

/** Where time comes from. The engine never reads it; whoever drives the engine does. */
export interface Clock {
  now(): EpochMs
  /**
   * Calls `then` once, as soon as `now()` has reached `at`; a clock with a time scale shortens the way there. Returns what
   * cancels it.
   */
  at(at: EpochMs, then: () => void): () => void
}
