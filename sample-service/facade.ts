import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import type { Environment } from './environment.ts'
import { patientFetch } from './patient-fetch.ts'

const Started = z.object({ transactionId: z.string(), executionId: z.string() })
const State = z.object({
  status: z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE']),
  error: z.string().optional(),
  cause: z.string().optional(),
})
const Ordered = z.object({ orderId: z.string(), executionId: z.string() })

export type Started = z.infer<typeof Started>
export type State = z.infer<typeof State>
export type Ordered = z.infer<typeof Ordered>

/** The facade refused a request; `body` is its problem document. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly status: number
  readonly body: string

  constructor(status: number, body: string) {
    super(`the facade answered ${status}`)
    this.status = status
    this.body = body
  }
}

export type Facade = ReturnType<typeof facadeClient>

/**
 * Speaks to the API of the service. Every call is patient with a busy facade for as long as its signal allows, and throws
 * `Refused` for what it does not take.
 */
export const facadeClient = (endpoints: Environment, fetch = patientFetch()) => {
  const call = async (url: string | URL, init: RequestInit & { signal: AbortSignal }): Promise<unknown> => {
    const headers = { ...init.headers, 'x-api-key': endpoints.APIKEY }
    const response = await fetch(url, { ...init, headers })
    if (!response.ok) throw new Refused(response.status, await response.text())
    return response.json()
  }
  const post = (url: string, body: string, signal: AbortSignal) => {
    // The same key for every attempt: a start whose answer was lost is not started a second time.
    const headers = { 'content-type': 'application/json', 'idempotency-key': randomUUID() }
    return call(url, { method: 'POST', body, headers, signal })
  }
  const get = (url: string, query: Record<string, string>, signal: AbortSignal) =>
    call(`${url}?${new URLSearchParams(query)}`, { signal })

  return {
    start: async (input: string, signal: AbortSignal) =>
      Started.parse(await post(endpoints.START_ENDPOINT, input, signal)),
    state: async (executionArn: string, signal: AbortSignal) =>
      State.parse(await get(endpoints.STATE_ENDPOINT, { executionArn }, signal)),
    data: async (transactionId: string, signal: AbortSignal) => get(endpoints.DATA_ENDPOINT, { transactionId }, signal),
  }
}
