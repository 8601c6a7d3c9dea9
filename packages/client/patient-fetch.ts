import { type Pause, pause } from './pause.ts'

const busy = new Set([429, 502, 503, 504])

/**
 * A fetch that tries again while the server is busy or not reachable, until the signal aborts. It waits as long as `Retry-After`
 * says, else twice as long each time, 5 s at most, with jitter.
 */
export function patientFetch(fetch: typeof globalThis.fetch = globalThis.fetch, wait: Pause = pause) {
  return async (url: string | URL, init: RequestInit & { signal: AbortSignal }): Promise<Response> => {
    for (let attempt = 0; ; attempt++) {
      const backoffMs = Math.min(200 * 2 ** attempt, 5000) * (0.5 + Math.random() / 2)
      try {
        const response = await fetch(url, init)
        if (!busy.has(response.status)) return response
        await response.body?.cancel()
        await wait(retryAfterMs(response) ?? backoffMs, init.signal)
      } catch (error) {
        init.signal.throwIfAborted()
        if (!isNetworkError(error)) throw error
        await wait(backoffMs, init.signal)
      }
    }
  }
}

/** fetch rejects with a TypeError when there is no answer. */
const isNetworkError = (error: unknown) => error instanceof TypeError

/** The value of `Retry-After` in milliseconds. */
export function retryAfterMs({ headers }: Response): number | undefined {
  const value = headers.get('retry-after')
  return value && /^\d+$/.test(value) ? Number(value) * 1000 : undefined
}
