import type { Ended } from './answers.ts'
import type { Client } from './client.ts'
import { type Pause, pause } from './pause.ts'

export type WaitOptions = {
  /** Ends the waiting, not the execution. */
  signal?: AbortSignal
  /** For how long each request is held; 0 asks at intervals instead. */
  waitSeconds?: number
  pause?: Pause
}

/** When to ask again if the facade does not say. */
const pollMs = 1000

/**
 * How an execution ended, as soon as it has. Each request is held by the facade; where that does not work (an older facade,
 * a proxy that cuts it short), it is asked as often as it says. Only the signal ends the waiting before.
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
    // A request that was held has waited already.
    const heldMs = performance.now() - askedAt
    if (waitSeconds === 0 || heldMs < waitSeconds * 900) await wait(retryAfterMs, signal)
  }
}
