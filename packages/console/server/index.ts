import { once as event } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { SFNClient } from '@aws-sdk/client-sfn'
import { isLoopback } from './endpoint.ts'
import { foreign, securityHeaders } from './guard.ts'
import type { Pace } from './live.ts'
import type { PageFile } from './page-files.ts'
import { withConfig } from './with-config.ts'

export type ConsoleOptions = {
  /** Of Step Functions; `undefined` for AWS. */
  endpoint: string | undefined
  region: string
  /** Whether the page may start, stop, redrive and answer. */
  mayWrite: boolean
  /** Of 127.0.0.1; 0 takes a free one. */
  port: number
  /** How often to look for what is new; what the endpoint bears unless said. */
  pace?: Pace
}

export type RunningConsole = { url: string; stop(): Promise<void> }

/** 1 MiB is the most that Step Functions takes. */
const bodyLimit = 1024 * 1024

/** Serves the page, and asks Step Functions on its behalf: the browser gets no credentials. @throws the `listen` error */
export async function startConsole(options: ConsoleOptions): Promise<RunningConsole> {
  // The first request pays for the SDK and the page, not the start: npm start waits for the port alone.
  const backend = once(() => prepare(options))
  const server = createServer((request, response) => {
    const { port } = server.address() as AddressInfo
    answer(request, response, { ...options, backend, port }).catch((error: Error) => {
      if (!response.headersSent) sendJson(response, 500, { error: error.name, message: error.message })
      else response.end()
    })
  })
  server.listen(options.port, '127.0.0.1')
  await event(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      server.close()
      server.closeAllConnections()
      if (backend.began()) (await backend()).client.destroy()
    },
  }
}

/** What requests are answered with. */
type Backend = {
  client: SFNClient
  /** Of the page: made when it is first asked for. */
  files: () => Promise<ReadonlyMap<string, PageFile>>
  pace: Pace
  operate: typeof import('./operations.ts').operate
  watchExecution: typeof import('./live.ts').watchExecution
  askRegion: typeof import('./region.ts').askRegion
  isRegion: typeof import('./region.ts').isRegion
}

async function prepare({ endpoint, region, pace }: ConsoleOptions): Promise<Backend> {
  const [{ SFNClient }, { operate }, { paceFor, watchExecution }, { askRegion, isRegion }, { pageFiles }] =
    await Promise.all([
      import('@aws-sdk/client-sfn'),
      import('./operations.ts'),
      import('./live.ts'),
      import('./region.ts'),
      import('./page-files.ts'),
    ])
  const local = isLoopback(endpoint)
  const client = new SFNClient({
    region,
    maxAttempts: local ? 1 : 3,
    // TestState has a host name of its own on AWS alone.
    ...(endpoint !== undefined && { endpoint, disableHostPrefix: true }),
    // An emulator on this machine has no use for the developer's own.
    ...(local && { credentials: { accessKeyId: 'developer', secretAccessKey: 'local' } }),
  })
  // It filters every answer for a log that nobody keeps: a tenth of the time that a long history takes.
  client.middlewareStack.remove('loggerMiddleware')
  return {
    client,
    files: pageFiles,
    pace: pace ?? paceFor(local),
    operate,
    watchExecution,
    askRegion,
    isRegion,
  }
}

/** Makes something when it is first asked for. */
function once<Made>(make: () => Promise<Made>) {
  let made: Promise<Made> | undefined
  const ask = () => {
    made ??= make()
    return made
  }
  return Object.assign(ask, { began: () => made !== undefined })
}

type Surroundings = ConsoleOptions & { backend: () => Promise<Backend>; port: number }

async function answer(request: IncomingMessage, response: ServerResponse, around: Surroundings): Promise<void> {
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value)
  response.setHeader('cache-control', 'no-store')
  const reason = foreign(request, around.port)
  if (reason !== undefined) return sendJson(response, 403, { error: 'Foreign', message: reason })

  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1')
  const [, kind, operation = ''] = /^\/(api|region)\/(.+)$/.exec(pathname) ?? []
  if (request.method === 'POST' && kind !== undefined) {
    if (!/^application\/json\b/.test(request.headers['content-type'] ?? ''))
      return sendJson(response, 415, { error: 'BadRequest', message: 'the body must be application/json' })
    const body = await readJson(request)
    const { client, operate, askRegion } = await around.backend()
    const { status, body: json } =
      kind === 'api' ? await operate(client, operation, body, around) : await askRegion(operation, body, around)
    return sendJson(response, status, json)
  }
  if (request.method !== 'GET')
    return sendJson(response, 405, { error: 'BadRequest', message: 'GET, or POST to /api/ and /region/' })
  if (pathname === '/live') return live(request, response, searchParams, around)
  const { files: read, isRegion } = await around.backend()
  const files = await read()
  const file = files.get(pathname.slice(1))
  const index = files.get('index.html')
  if (file && file !== index) return sendFile(request, response, file)
  const { endpoint, region, mayWrite } = around
  const config = { endpoint, region, mayWrite, isLocal: await isRegion(endpoint) }
  sendFile(request, response, index && withConfig(index, config))
}

async function live(request: IncomingMessage, response: ServerResponse, query: URLSearchParams, around: Surroundings) {
  const { client, pace, watchExecution } = await around.backend()
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  await watchExecution(response, {
    client,
    executionArn: query.get('executionArn') ?? '',
    lastEventId: Number(request.headers['last-event-id'] ?? query.get('after') ?? 0) || 0,
    pace,
    signal: gone.signal,
  })
  response.end()
}

/** `undefined` for what is no JSON. */
async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > bodyLimit) return undefined
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    return undefined
  }
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body))
}

function sendFile(request: IncomingMessage, response: ServerResponse, file: PageFile | undefined): void {
  if (!file) return sendJson(response, 404, { error: 'NotFound', message: 'there is no such file' })
  const zipped = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))
  response.writeHead(200, {
    'content-type': file.type,
    vary: 'accept-encoding',
    ...(zipped && { 'content-encoding': 'gzip' }),
  })
  response.end(zipped ? file.gzipped : file.bytes)
}
