import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Caller } from '../iam/caller.ts'
import type { Iam } from '../iam/iam.ts'
import type { AwsService } from '../services/aws-service.ts'
import { type PageRequest, pageRefusal } from '../web-pages.ts'
import { isAwsHost } from './aws-host.ts'
import { badSignature } from './bad-signature.ts'
import { RequestTooLarge, readBody } from './body.ts'
import { protocolOf, signingNameOf } from './destination.ts'
import { refusalOf } from './refusal.ts'
import type { RequestWatch } from './request-watch.ts'
import { forward, type Routes } from './routes.ts'
import type { AwsRequest, AwsResponse, StreamingResponse } from './service.ts'
import { signatureOf } from './signature.ts'
import { signatureProblem } from './verify-signature.ts'
import { errorResponse, type Protocol } from './wire-error.ts'

export type EndpointOptions = {
  /** 0 takes a free one. */
  port: number
  /** Called with what should not happen; the request gets a 500. */
  onDefect?: (error: unknown) => void
}

/** Who calls, and may he? Without, everybody is the developer and nothing is asked. */
export type Access = Pick<Iam, 'callerOf' | 'credentialsOf' | 'denial'>

export type AwsEndpoint = {
  port: number
  /** `http://127.0.0.1:<port>` */
  url: string
  /** From now on these answer. Requests that came sooner have waited for it. */
  serve(services: readonly AwsService[], access?: Access, extras?: Extras): void
  /** From now on requests for this service get 503 with Retry-After: it is about to close. */
  withdraw(signingName: string): void
  /** The same services for callers inside the region: no socket, no signature; `request.caller` is believed. */
  send(signingName: string, request: AwsRequest): Promise<AwsResponse>
  close(): Promise<void>
}

/** Who wants to know of requests, and where those for services go that are not here. */
export type Extras = { watch?: RequestWatch; routes?: Routes }

type Served = { services: readonly AwsService[]; access: Access | undefined; extras: Extras }

/** Opens the one AWS endpoint of the region on 127.0.0.1. @throws the `listen` error, e.g. EADDRINUSE */
export async function openEndpoint({ port, onDefect }: EndpointOptions): Promise<AwsEndpoint> {
  const { promise: served, resolve: serve } = Promise.withResolvers<Served>()
  const bySigningName = new Map<string, AwsService>()

  const dispatch = async (signingName: string, request: AwsRequest): Promise<AwsResponse> => {
    const { access } = await served
    const service = bySigningName.get(signingName)
    const protocol = protocolOf(service, request.headers)
    if (!service) return notRun(signingName, protocol)
    if (service.type === 'streamed') {
      const response = await service.handle({ ...request, body: Readable.from(request.body, { objectMode: false }) })
      return { ...response, body: response.body instanceof Readable ? await collect(response.body) : response.body }
    }
    try {
      return (access && refusalOf(service, request, access.denial)) ?? (await service.handle(request))
    } catch (error) {
      onDefect?.(error)
      return errorResponse(protocol, { status: 500, code: 'InternalFailure', message: String(error) })
    }
  }

  const answer = async (incoming: IncomingMessage): Promise<StreamingResponse> => {
    const { services, access, extras } = await served
    const { watch, routes = () => undefined } = extras
    const headers = headersOf(incoming)
    const url = incoming.url ?? '/'
    const method = incoming.method ?? 'GET'
    const signature = signatureOf(headers, url)
    const signingName = signingNameOf(services, { signature, headers, url })
    const service = bySigningName.get(signingName)
    // A preflight is nobody's: it has the address of a signed request, but not its signature.
    const signed = method === 'OPTIONS' ? undefined : signature
    const caller = signed && (access?.callerOf(signed) ?? { type: 'developer' })
    const refusal = pageRefusal(incoming, answersTo(service, { method, url, headers }, caller), isAwsHost)
    if (refusal !== undefined) return foreign(service, headers, refusal)
    if (!service) {
      const route = routes(signingName, headers.host ?? '')
      return route === undefined ? notRun(signingName, protocolOf(service, headers)) : forward(incoming, route)
    }
    if (caller?.type === 'role') watch?.began(caller, headers)
    const answered = <Response extends StreamingResponse>(response: Response): Response => {
      if (caller?.type === 'role') watch?.answered(caller, response.status)
      return response
    }

    const forged = (body?: Buffer) => {
      if (caller?.type !== 'role' || !access) return undefined
      const { secretAccessKey } = access.credentialsOf(caller.roleName, caller.sessionName)
      // With the host as it was sent.
      const received = { ...headers, ...(incoming.headers.host && { host: incoming.headers.host }) }
      const request = { method, url, headers: received, ...(body && { body }) }
      const problem = signatureProblem(request, secretAccessKey)
      return problem && badSignature(protocolOf(service, headers), problem)
    }

    if (service.type === 'streamed' && (caller || mayBeAnonymous(service, headers))) {
      const response = answered(forged() ?? (await service.handle({ method, url, headers, body: incoming, caller })))
      return headers['sec-fetch-mode'] === 'navigate' ? sandboxed(response) : response
    }
    if (!caller) return missingToken(service, headers)
    try {
      const body = await readBody(incoming)
      return answered(forged(body) ?? (await dispatch(signingName, { method, url, headers, caller, body })))
    } catch (error) {
      if (!(error instanceof RequestTooLarge)) throw error
      const refusal = { status: 413, code: 'RequestEntityTooLargeException', message: error.message }
      return errorResponse(protocolOf(service, headers), refusal)
    }
  }

  const server = createServer((incoming, outgoing) => {
    answer(incoming)
      .catch((error): StreamingResponse => {
        onDefect?.(error)
        return errorResponse('rest-xml', { status: 500, code: 'InternalError', message: String(error) })
      })
      .then((response) => write(response, incoming, outgoing))
      .catch(() => outgoing.destroy())
  })
  server.keepAliveTimeout = 60_000

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const { port: listening } = server.address() as AddressInfo

  return {
    port: listening,
    url: `http://127.0.0.1:${listening}`,
    serve(services, access, extras = {}) {
      for (const service of services) bySigningName.set(service.signingName, service)
      serve({ services, access, extras })
    },
    withdraw(signingName) {
      const service = bySigningName.get(signingName)
      if (service) bySigningName.set(signingName, closing(service))
    },
    send: dispatch,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** In place of a service that closes. */
function closing(service: AwsService): AwsService {
  return {
    ...service,
    type: 'whole',
    permissions: () => [],
    async handle({ headers }) {
      const message = 'the local region is being stopped'
      const refusal = { status: 503, code: 'ServiceUnavailable', message }
      const response = errorResponse(protocolOf(service, headers), refusal)
      return { ...response, headers: { ...response.headers, 'retry-after': '1' } }
    },
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

/** Never a false success, and nothing on the way to the real one. */
function notRun(signingName: string, protocol: Protocol): AwsResponse {
  const message = `the local region has no service "${signingName}"; custom.local.routes can send its requests elsewhere`
  return errorResponse(protocol, { status: 501, code: 'NotImplemented', message })
}

/**
 * Of what pages send, only S3's objects are answered, as they are there for browsers: opened by a link, or shown by a page of this
 * host, e.g. as an image. A script gets what the CORS rules of a bucket allow, but nothing as the developer, whose signature is
 * believed: any page could write one.
 */
const answersTo =
  (service: AwsService | undefined, request: Omit<AwsRequest, 'body' | 'caller'>, caller: Caller | undefined) =>
  ({ origin, site, opened, read }: PageRequest): boolean => {
    if (service?.type !== 'streamed') return false
    if (origin !== undefined)
      return request.method === 'OPTIONS' || (caller?.type !== 'developer' && service.allowsPage?.(request) === true)
    return (request.method === 'GET' || request.method === 'HEAD') && (opened || (site === 'same-site' && !read))
  }

/** An object that is a page is one of nobody's: on AWS its origin is not that of other services either. */
function sandboxed(response: StreamingResponse): StreamingResponse {
  return {
    ...response,
    headers: { ...response.headers, 'content-security-policy': 'sandbox allow-scripts allow-popups' },
  }
}

function foreign(
  service: AwsService | undefined,
  headers: Readonly<Record<string, string>>,
  message: string,
): AwsResponse {
  const protocol = protocolOf(service, headers)
  const code = protocol === 'query' || protocol === 'rest-xml' ? 'AccessDenied' : 'AccessDeniedException'
  return errorResponse(protocol, { status: 403, code, message })
}

/** S3 alone knows anonymous callers, and its requests name no target and send no form. */
function mayBeAnonymous(service: AwsService, headers: Readonly<Record<string, string>>): boolean {
  return !headers['x-amz-target'] && protocolOf(service, headers) !== 'query'
}

function missingToken(service: AwsService | undefined, headers: Readonly<Record<string, string>>): AwsResponse {
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
