import * as z from 'zod'
import {
  ErasedProcess,
  type Execution,
  Execution as ExecutionSchema,
  Job,
  type Page,
  page,
  StartedArchive,
  StartedJob,
  StartedOrder,
  StartedProcess,
} from './answers.ts'
import { patientFetch, retryAfterMs } from './patient-fetch.ts'
import { Problem } from './problem.ts'

export type ClientOptions = {
  /** The API with its stage, such as `https://abc123.execute-api.us-east-1.amazonaws.com/dev`. */
  url: string
  apiKey: string
  /** What says who calls, where the deployment asks for more than an API key: a token, or a signature. */
  authorization?: Authorization
  /** URLs of single routes that are not below `url`, by path, such as `/start-process`. */
  routes?: Record<string, string | undefined>
  fetch?: (url: string | URL, init: RequestInit & { signal: AbortSignal }) => Promise<Response>
}

/**
 * Headers that say who calls. It is asked once for each call, which may be tried several times; never for what is fetched from S3.
 * For a token: `async () => ({ authorization: \`Bearer ${await token()}\` })`
 */
export type Authorization = (request: {
  method: string
  url: URL
  headers: Record<string, string>
  body: string | undefined
}) => Record<string, string> | Promise<Record<string, string>>

export type RequestOptions = {
  /** Aborts the request, with its waiting and retries. */
  signal?: AbortSignal
  /** Waits for the end of the execution for this many seconds, at most 25. */
  waitSeconds?: number
  /** A start that is sent again with the same key starts nothing new. By default each call has its own. */
  idempotencyKey?: string
  correlationId?: string
}

/** The state of an execution, and after how many milliseconds the facade wants to be asked again. */
export type ProcessState = { execution: Execution; retryAfterMs?: number | undefined }

export const Archived = z.record(z.string(), z.unknown())
export type Archived = z.infer<typeof Archived>

export type Client = ReturnType<typeof createClient>

/**
 * A client of the facade. Every call tries again while the facade is busy or not reachable, until its signal aborts; a start
 * has an idempotency key, so sending it again is safe.
 * @throws Problem for every answer that is not a success
 */
export function createClient({ url, apiKey, authorization, routes = {}, fetch = patientFetch() }: ClientOptions) {
  const call = async (
    method: string,
    path: string,
    query: Query,
    body: string | undefined,
    options: RequestOptions,
  ) => {
    const target = new URL(routes[path] ?? `${url.replace(/\/$/, '')}${path}`)
    for (const [name, value] of Object.entries(query)) if (value !== undefined) target.searchParams.set(name, value)
    const signal = options.signal ?? new AbortController().signal
    const headers = headersOf(apiKey, body, method, options)
    const authorized = await authorization?.({ method, url: target, headers, body })
    const request = {
      method,
      signal,
      headers: { ...headers, ...authorized },
      ...(body !== undefined && { body }),
    }
    const shown = await fetch(target, { ...request, redirect: 'manual' })
    // Browsers show nobody where an answer leads, and follow it with the headers of the request.
    const response = shown.type === 'opaqueredirect' ? await fetch(target, request) : shown
    // A large part is fetched from S3, which need get neither the API key nor the token.
    const moved = response.status === 303 ? response.headers.get('location') : null
    const answered = moved ? await fetch(moved, { signal }) : response
    const answer = parsed(await answered.text())
    if (!answered.ok) throw new Problem(answered.status, answer)
    return { answer, response }
  }
  const get = async (path: string, query: Query, options: RequestOptions) =>
    (await call('GET', path, query, undefined, options)).answer
  const post = async (path: string, body: string, options: RequestOptions, query: Query = {}) =>
    (await call('POST', path, query, body, options)).answer

  return {
    /** Starts a process whose input is any JSON. */
    startProcess: async (input: unknown, options: RequestOptions = {}) =>
      StartedProcess.parse(await post('/start-process', JSON.stringify(input), options)),

    /** The state of an execution. */
    processState: async (executionId: string, options: RequestOptions = {}): Promise<ProcessState> => {
      const query = { executionArn: executionId }
      const { answer, response } = await call('GET', '/process-state', query, undefined, options)
      return { execution: ExecutionSchema.parse(answer), retryAfterMs: retryAfterMs(response) }
    },

    /** All parts of a process, or one part. */
    processData: (transactionId: string, options: RequestOptions & { part?: string } = {}) =>
      get('/process-data', { transactionId, part: options.part }, options),

    /** Erases all data of a process that has ended and of its downstream, where the deployment allows it. */
    eraseProcess: async (transactionId: string, options: RequestOptions = {}) =>
      ErasedProcess.parse((await call('DELETE', '/process-data', { transactionId }, undefined, options)).answer),

    /** Stops an execution, where the deployment allows it. */
    stopProcess: async (executionId: string, options: RequestOptions = {}): Promise<void> => {
      await call('DELETE', '/process-state', { executionArn: executionId }, undefined, options)
    },

    /** Redrives an execution that failed, where the deployment allows it. */
    redriveProcess: async (executionId: string, options: RequestOptions = {}): Promise<void> => {
      await post('/process-redrive', JSON.stringify({ executionArn: executionId }), options)
    },

    /** Places an order, which then awaits approval. */
    placeOrder: async (order: unknown, options: RequestOptions = {}) =>
      StartedOrder.parse(await post('/order', JSON.stringify(order), options)),

    /** Starts a job that is completed at a time, an RFC 3339 timestamp with offset. */
    startJob: async (startTimestamp: string, options: RequestOptions = {}) =>
      StartedJob.parse(await post('/jobs', JSON.stringify({ StartTimestamp: startTimestamp }), options)),

    /** The jobs, newest first, or one of them. */
    jobStatus: async (
      query: { id?: string; nextToken?: string } = {},
      options: RequestOptions = {},
    ): Promise<Page<Job>> => page(Job).parse(await get('/jobs/status', query, options)),

    /** Archives a file of the inbox, or simulates it. */
    startArchive: async (request: unknown, options: RequestOptions = {}) =>
      StartedArchive.parse(await post('/archive', JSON.stringify(request), options)),

    /** Archives a file without approval and returns its record. */
    archiveNow: async (request: unknown, options: RequestOptions = {}): Promise<Archived> =>
      Archived.parse(await post('/archive', JSON.stringify(request), options, { mode: 'express' })),

    /** The records of the files, newest first. */
    archiveRecords: async (query: { nextToken?: string } = {}, options: RequestOptions = {}): Promise<Page<Archived>> =>
      page(Archived).parse(await get('/archive/records', query, options)),
  }
}

type Query = Record<string, string | undefined>

const headersOf = (apiKey: string, body: string | undefined, method: string, options: RequestOptions) => {
  const { waitSeconds, correlationId, idempotencyKey = crypto.randomUUID() } = options
  return {
    'x-api-key': apiKey,
    ...(body !== undefined && { 'content-type': 'application/json' }),
    // The same key for every attempt: a start whose answer was lost does not start a second execution.
    ...(method === 'POST' && { 'idempotency-key': idempotencyKey }),
    ...(waitSeconds !== undefined && { prefer: `wait=${waitSeconds}` }),
    ...(correlationId !== undefined && { 'x-correlation-id': correlationId }),
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
