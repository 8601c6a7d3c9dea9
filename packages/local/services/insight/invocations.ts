import { randomUUID } from 'node:crypto'
import type { EpochMs } from '../../clock/clock.ts'
import { type InvocationWatch, traceHeader, traceOf } from '../lambda/invocation-watch.ts'
import type { InvocationSource, InvokeResult } from '../lambda/invoke.ts'
import { Newest } from './newest.ts'

/** A request that was made, with IAM's decision about one action of it. */
export type WatchedRequest = {
  at: EpochMs
  action: string
  resource: string
  outcome: 'allowed' | 'explicitly denied' | 'not allowed'
  message?: string | undefined
  /** The HTTP status, once it was answered. */
  status?: number
  durationMs?: number
}

/** A function that ran, or a Task state that called a service without one; and the requests that it made. */
export type Invocation = {
  requestId: string
  /** Absent for a Task state's own call. */
  functionName?: string | undefined
  source?: InvocationSource | undefined
  acceptedAt: EpochMs
  /** When the handler was called: before, the invocation waited for an environment or for its start. */
  beganAt?: EpochMs
  endedAt?: EpochMs
  error?: { errorType?: string; errorMessage?: string }
  lines: { at: EpochMs; text: string }[]
  /** How many lines were left out: see `linesKept`. */
  linesLeftOut: number
  requests: WatchedRequest[]
}

const invocationsKept = 5000
/** Of each invocation. */
const linesKept = 200
const requestsKept = 200
/** Of a line: the rest of it is cut off. */
const longestLine = 8192
/** Of all lines together, in characters. */
const textKept = 8 * 1024 * 1024

/** What functions and Task states did since the region started, as long as it is among the newest. */
export class Invocations implements InvocationWatch {
  readonly #newest = new Newest<Invocation>(invocationsKept)
  readonly #now: () => EpochMs
  #text = 0

  constructor(now: () => EpochMs) {
    this.#now = now
  }

  accepted({ requestId, functionName, source }: Parameters<InvocationWatch['accepted']>[0]): void {
    this.#add({ requestId, functionName, source })
  }

  /** A Task state calls a service. Returns the trace header by which its request is found again. */
  readonly traceFor = ({ executionArn, state, attempt, itemIndex }: InvocationSource): string => {
    const requestId = randomUUID()
    this.#add({ requestId, source: { executionArn, state, attempt, itemIndex } })
    return traceHeader(requestId)
  }

  began(requestId: string): void {
    const invocation = this.#newest.get(traceOf(requestId))
    if (invocation) invocation.beganAt = this.#now()
  }

  wrote(requestId: string, text: string): void {
    const invocation = this.#newest.get(traceOf(requestId))
    if (!invocation) return
    for (const line of text.replace(/\n$/, '').split('\n')) {
      if (invocation.lines.length >= linesKept) invocation.linesLeftOut++
      else {
        const kept = line.slice(0, longestLine)
        invocation.lines.push({ at: this.#now(), text: kept })
        this.#text += kept.length
      }
    }
    while (this.#text > textKept) {
      const forgotten = this.#newest.forgetOldest()
      if (!forgotten) break
      this.#text -= lengthOf(forgotten)
    }
  }

  ended(requestId: string, { payload, functionError }: InvokeResult): void {
    const invocation = this.#newest.get(traceOf(requestId))
    if (!invocation) return
    invocation.endedAt = this.#now()
    if (functionError) invocation.error = errorOf(payload)
  }

  /** The invocation that sent a request with this trace header. */
  byTrace(header: string | undefined): Invocation | undefined {
    const trace = /Root=1-[0-9a-f]{8}-([0-9a-f]{24})/.exec(header ?? '')?.[1]
    return trace === undefined ? undefined : this.#newest.get(trace)
  }

  /** Newest first. */
  all(): Invocation[] {
    return this.#newest.all()
  }

  addRequest(invocation: Invocation, request: WatchedRequest): void {
    if (invocation.requests.length < requestsKept) invocation.requests.push(request)
  }

  #add(facts: Pick<Invocation, 'requestId' | 'functionName' | 'source'>): void {
    const invocation = { ...facts, acceptedAt: this.#now(), lines: [], linesLeftOut: 0, requests: [] }
    const forgotten = this.#newest.add(traceOf(facts.requestId), invocation)
    if (forgotten) this.#text -= lengthOf(forgotten)
  }
}

const lengthOf = ({ lines }: Invocation): number => lines.reduce((sum, { text }) => sum + text.length, 0)

/** Name and message: the rest of the payload is data. */
function errorOf(payload: string): { errorType?: string; errorMessage?: string } {
  try {
    const { errorType, errorMessage } = JSON.parse(payload)
    return {
      ...(typeof errorType === 'string' && { errorType }),
      ...(typeof errorMessage === 'string' && { errorMessage: errorMessage.slice(0, longestLine) }),
    }
  } catch {
    return {}
  }
}
