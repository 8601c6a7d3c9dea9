/** Why a state failed, as Retry, Catch and the execution's end see it. */
export type Failure = {
  error?: string | undefined
  cause?: string | undefined
  /** A missed heartbeat is a States.Timeout that may also be caught as States.HeartbeatTimeout. */
  heartbeat?: boolean
}
