import type { Ended } from './answers.ts'
import type { Client } from './client.ts'
import { type Pause, pause } from './pause.ts'

export type WaitOptions = {
  /** Aborts the waiting, not the execution. */
  signal?: AbortSignal
  /** How long each request waits in the facade; with 0 the state is polled. */
  waitSeconds?: number
  pause?: Pause
}

/** When to ask again if the answer has no `Retry-After`. */
const pollMs = 1000

/**
 * Waits until an execution has ended and returns how. Each request waits in the facade; where that does not work (an older
 * facade, a proxy with a short timeout), the state is polled as often as `Retry-After` says. Only the signal ends it earlier.
 */
export async function waitForResult(
  client: Pick<Client, 'processState'>,
  executionId: string,
  { signal = new AbortController().signal, waitSeconds = 20, pause: wait = pause }: WaitOptions = {},
): Promise<Ended> {
  for (;;) {
    signal.throwIfAborted()
    const askedAt = performance.now()
    const { execution, retryAfterMs = pollMs } = await client.processState(executionId, {
      signal,
      ...(waitSeconds > 0 && { waitSeconds }),
    })
    if (execution.status !== 'RUNNING') return execution
    // A request that waited in the facade needs no pause.
    const heldMs = performance.now() - askedAt
    if (waitSeconds === 0 || heldMs < waitSeconds * 900) await wait(retryAfterMs, signal)
  }
}
