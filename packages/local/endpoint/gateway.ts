import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { RequestTooLarge, readBody } from './body.ts'
import { protocolOf, serviceOf } from './destination.ts'
import type { AwsRequest, AwsResponse, Caller, Service, StreamingResponse, StreamingService } from './service.ts'
import { type Signature, signatureOf } from './signature.ts'
import { errorResponse } from './wire-error.ts'

export type GatewayOptions = {
  /** 0 takes a free one. */
  port: number
  /** By signing name: `sqs`, `states`, … */
  services: Readonly<Record<string, Service>>
  s3: StreamingService
  callerOf: (signature: Signature) => Caller
  /** May this request pass? The refusal, or undefined. S3 asks for itself, as its answer depends on what it finds. */
  refuse?: (service: string, request: AwsRequest) => AwsResponse | undefined
  /** Told of what should not happen; the request gets a 500. */
  onDefect?: (error: unknown) => void
}

export type Gateway = {
  port: number
  /** `http://127.0.0.1:<port>` */
  url: string
  /** The same services for callers inside the region: no socket, no signature; `request.caller` is believed. */
  send(service: string, request: AwsRequest): Promise<AwsResponse>
  close(): Promise<void>
}

/** One AWS endpoint on 127.0.0.1 for every service of the region. @throws the `listen` error, e.g. EADDRINUSE */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const dispatch = async (service: string, request: AwsRequest): Promise<AwsResponse> => {
    const handle = options.services[service]
    const protocol = protocolOf(service, request.headers)
    if (!handle) {
      const message = `the local region has no service "${service}"`
      return errorResponse(protocol, { status: 501, code: 'NotImplemented', message })
    }
    try {
      return options.refuse?.(service, request) ?? (await handle(request))
    } catch (error) {
      options.onDefect?.(error)
      return errorResponse(protocol, { status: 500, code: 'InternalFailure', message: String(error) })
    }
  }

  const answer = async (incoming: IncomingMessage): Promise<StreamingResponse> => {
    const headers = headersOf(incoming)
    const url = incoming.url ?? '/'
    const method = incoming.method ?? 'GET'
    const signature = signatureOf(headers, url)
    const service = serviceOf(signature, headers, url)
    const caller = signature && options.callerOf(signature)

    if (service === 's3') return options.s3({ method, url, headers, body: incoming, caller })
    if (!caller) return missingToken(service, headers)
    try {
      return await dispatch(service, { method, url, headers, caller, body: await readBody(incoming) })
    } catch (error) {
      if (!(error instanceof RequestTooLarge)) throw error
      const refusal = { status: 413, code: 'RequestEntityTooLargeException', message: error.message }
      return errorResponse(protocolOf(service, headers), refusal)
    }
  }

  const server = createServer((incoming, outgoing) => {
    answer(incoming)
      .catch((error): StreamingResponse => {
        options.onDefect?.(error)
        return errorResponse('rest-xml', { status: 500, code: 'InternalError', message: String(error) })
      })
      .then((response) => write(response, incoming, outgoing))
      .catch(() => outgoing.destroy())
  })
  server.keepAliveTimeout = 60_000

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo

  return {
    port,
    url: `http://127.0.0.1:${port}`,
    async send(service, request) {
      if (service !== 's3') return dispatch(service, request)
      const response = await options.s3({ ...request, body: Readable.from(request.body, { objectMode: false }) })
      return { ...response, body: response.body instanceof Readable ? await collect(response.body) : response.body }
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** One value per name. `StartSyncExecution` and `TestState` are sent to `sync-<host>`; here both are one host. */
function headersOf(incoming: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(incoming.headers))
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value
  if (headers.host) headers.host = headers.host.replace(/^sync-/, '')
  return headers
}

function missingToken(service: string, headers: Readonly<Record<string, string>>): AwsResponse {
  const protocol = protocolOf(service, headers)
  const code = protocol === 'query' ? 'MissingAuthenticationToken' : 'MissingAuthenticationTokenException'
  return errorResponse(protocol, { status: 403, code, message: 'Request is missing Authentication Token' })
}

async function write(response: StreamingResponse, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  outgoing.writeHead(response.status, response.headers)
  if (response.body instanceof Readable) await pipeline(response.body, outgoing)
  else if (incoming.method === 'HEAD') outgoing.end()
  else outgoing.end(response.body)
  // A refusal may come before the body was read: read on, so that the sender sees the answer rather than a reset.
  if (!incoming.complete) incoming.resume()
}

async function collect(stream: Readable): Promise<Buffer> {
  return Buffer.concat(await stream.toArray())
}
