import { randomBytes, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { StackResources } from '../../cloudformation/stack.ts'
import { pageRefusal } from '../../web-pages.ts'
import type { AccountRegion } from '../account-region.ts'
import { type Report, strictReport } from '../report.ts'
import type { Authorised } from './authorization.ts'
import { answersPage } from './cors.ts'
import { customised } from './custom-response.ts'
import { foreignPage, gatewayResponse, type HttpResponse, notImplemented, notReady } from './gateway-response.ts'
import { HttpApis } from './http/http-apis.ts'
import { invokeWithin } from './invoke-within.ts'
import { LambdaAuthorizers, type LambdaAuthorizersSettings } from './lambda-authorizers.ts'
import { mockResponse } from './mock-integration.ts'
import { reportNotServed } from './not-served.ts'
import { type ProxyRequest, proxyEvent } from './proxy-event.ts'
import { proxyResponse } from './proxy-response.ts'
import { readBody } from './read-body.ts'
import { type Method, type RestApi, restApis } from './rest-api.ts'
import { Routes } from './routes.ts'
import { type ServiceIntegrationSettings, serviceResponse } from './service-integration.ts'
import { authoriseSigned, type SignedRequestIam } from './signed-request.ts'
import { type ApiKey, UsagePlans } from './usage-plans.ts'

export type ApiGatewaySettings = AccountRegion &
  LambdaAuthorizersSettings & {
    /** Decides about what is signed. */
    iam: SignedRequestIam
    /** Requests of service integrations. */
    send: ServiceIntegrationSettings['send']
    /** Why this method may not invoke this function, in AWS's words; undefined when it may. */
    invokeDenial: (functionArn: string, method: CalledMethod) => string | undefined
    /** The value of an API key for which the template gives none. */
    keyValueOf: (logicalId: string) => string
  }

/** What of an API calls a function: `{ apiId, stage: 'dev', httpMethod: 'GET', resourcePath: '/open/{name}' }`. */
export type CalledMethod = { apiId: string; stage: string; httpMethod: string; resourcePath: string }

type Deployed = { apis: { api: RestApi; routes: Routes<Method> }[]; plans: UsagePlans }

/** Serves the REST APIs of the stack: `http://127.0.0.1:<port>/<stage>/…`. */
export class ApiGatewayHost {
  readonly #settings: ApiGatewaySettings
  readonly #server = createServer((request, response) => void this.#answer(request, response))
  readonly #authorizers: LambdaAuthorizers
  /** The HTTP APIs, at the same port. */
  readonly http: HttpApis
  #ready = false
  #deployed: Deployed = { apis: [], plans: new UsagePlans({ ofType: () => [] }, 0, () => '') }

  constructor(settings: ApiGatewaySettings) {
    this.#settings = settings
    this.#authorizers = new LambdaAuthorizers(settings)
    this.http = new HttpApis(settings)
    this.#server.keepAliveTimeout = 60_000
  }

  /** Makes the APIs, keys and usage plans of this stack the ones that requests find. */
  deploy(stack: StackResources, report: Report = strictReport) {
    this.http.deploy(stack, report)
    const apis = restApis(stack).map((api) => ({ api, routes: new Routes(api.methods) }))
    reportNotServed(
      apis.map(({ api }) => api),
      stack,
      report,
    )
    const plans = new UsagePlans(stack, this.#settings.clock.now(), this.#settings.keyValueOf)
    this.#deployed = { apis, plans }
    this.#authorizers.forget()
  }

  get keys(): readonly ApiKey[] {
    return this.#deployed.plans.keys
  }

  get apis(): readonly RestApi[] {
    return this.#deployed.apis.map(({ api }) => api)
  }

  /** From now on requests are answered: what the functions need is there. */
  start() {
    this.#ready = true
  }

  /** Takes the port; requests that come before `start` get 503. @throws the `listen` error, e.g. EADDRINUSE */
  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(port, '127.0.0.1', resolve)
    })
    return (this.#server.address() as AddressInfo).port
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve())
      this.#server.closeAllConnections()
    })
  }

  async #answer(incoming: IncomingMessage, outgoing: ServerResponse) {
    const requestId = randomUUID()
    const extendedRequestId = randomBytes(8).toString('base64url')
    const response = await this.#responseTo(incoming, requestId, extendedRequestId).catch((error) => {
      this.#settings.warn(`API Gateway: ${error instanceof Error ? error.stack : error}`)
      return gatewayResponse('API_CONFIGURATION_ERROR')
    })
    const [api] = this.#servedAt(stageOf(incoming.url))
    const { status, headers, body } = customised(response, api?.api.customResponses ?? new Map(), requestId)
    outgoing.writeHead(status, {
      'x-amzn-RequestId': requestId,
      'x-amz-apigw-id': extendedRequestId,
      ...headers,
      'content-length': Buffer.byteLength(body),
    })
    outgoing.end(incoming.method === 'HEAD' ? undefined : body)
    incoming.resume()
  }

  #servedAt(stage: string) {
    return this.#deployed.apis.filter(({ api }) => api.stages.includes(stage))
  }

  async #responseTo(incoming: IncomingMessage, requestId: string, extendedRequestId: string): Promise<HttpResponse> {
    if (!this.#ready) return notReady()
    const [fullPath = '/', query = ''] = split(incoming.url ?? '/')
    const [, stage = '', path = '/'] = fullPath.match(/^\/([^/]*)(\/.*)?$/) ?? []
    const served = this.#servedAt(stage)
    if (served.length === 0 && this.http.apis.length > 0) return this.http.respond(incoming, requestId)
    const preflights = () => served.flatMap(({ routes }) => routes.find('OPTIONS', path)?.method ?? [])
    const refusal = pageRefusal(incoming, (page) => answersPage(page, preflights()))
    if (refusal !== undefined) return foreignPage(refusal)
    if (served.length === 0) return gatewayResponse('ACCESS_DENIED')

    const httpMethod = incoming.method ?? 'GET'
    const [match] = served.flatMap(({ api, routes }) => {
      const found = routes.find(httpMethod, path)
      return found ? { ...found, api } : []
    })
    if (!match) return gatewayResponse('MISSING_AUTHENTICATION_TOKEN')
    const { api, method, pathParameters } = match

    const now = this.#settings.clock.now()
    const body = await readBody(incoming)
    if (body === 'too large') return gatewayResponse('REQUEST_TOO_LARGE')
    const { accountId, region } = this.#settings
    const request: ProxyRequest = {
      accountId,
      region,
      api,
      stage,
      method,
      httpMethod,
      url: incoming.url ?? '/',
      path,
      query,
      pathParameters,
      rawHeaders: incoming.rawHeaders,
      body,
      sourceIp: incoming.socket.remoteAddress ?? '127.0.0.1',
      apiKey: undefined,
      authorization: {},
      requestId,
      extendedRequestId,
      now,
    }
    const authorised = await this.#authorise(request)
    if ('refused' in authorised) return authorised.refused
    const { usageIdentifierKey } = authorised
    const apiKey = api.keysFromAuthorizer ? usageIdentifierKey : headerOf(incoming, 'x-api-key')
    const admitted = method.apiKeyRequired ? this.#deployed.plans.admit(apiKey, api.id, stage, now) : undefined
    if (typeof admitted === 'string') return gatewayResponse(admitted)
    return this.#integrate({ ...request, authorization: authorised, apiKey: admitted })
  }

  async #authorise(request: ProxyRequest): Promise<Authorised> {
    const { authorizationType, authorizerId } = request.method
    const authorizer = request.api.authorizers.get(authorizerId ?? '')
    if (authorizationType === 'NONE') return {}
    if (authorizationType === 'AWS_IAM') return authoriseSigned(request, this.#settings.iam)
    if (authorizationType === 'CUSTOM' && authorizer) return this.#authorizers.authorise(authorizer, request)
    return { refused: notImplemented(`authorization type ${authorizationType}`) }
  }

  async #integrate(request: ProxyRequest): Promise<HttpResponse> {
    const { method, api } = request
    const event = proxyEvent(request)
    const missing = method.requiredParameters.filter((name) => !hasParameter(event, name))
    if (missing.length > 0) {
      const names = missing.map((name) => name.split('.').at(-1)).join(', ')
      return gatewayResponse('BAD_REQUEST_PARAMETERS', `Missing required request parameters: [${names}]`)
    }

    const { Type, Uri = '' } = method.integration
    if (Type === 'MOCK') return mockResponse(method.integration, originOf(event))
    const { httpMethod, resourcePath } = method
    const denialOf = (functionArn: string) =>
      this.#settings.invokeDenial(functionArn, {
        apiId: api.id,
        stage: request.stage,
        httpMethod: request.httpMethod,
        resourcePath,
      })
    if (Type === 'AWS') return serviceResponse(method.integration, event, { ...this.#settings, denial: denialOf })
    const functionArn = Uri.match(/functions\/(.+)\/invocations$/)?.[1]
    if (Type !== 'AWS_PROXY' || functionArn === undefined) return notImplemented(`integration ${Type} ${Uri}`.trim())

    const denial = denialOf(functionArn)
    if (denial !== undefined) {
      this.#settings.warn(`${httpMethod} ${resourcePath} answers 500: ${denial}`)
      return gatewayResponse('API_CONFIGURATION_ERROR')
    }

    const result = await invokeWithin(
      method.integration.TimeoutInMillis,
      functionArn,
      JSON.stringify(event),
      this.#settings,
    )
    if (result === 'timed out') return gatewayResponse('INTEGRATION_TIMEOUT')
    if (result === 'too large') return gatewayResponse('REQUEST_TOO_LARGE')
    if ('failure' in result) {
      this.#settings.warn(`${method.httpMethod} ${method.resourcePath} answers 502: ${result.failure}`)
      return gatewayResponse('INTEGRATION_FAILURE')
    }
    const accept = Object.entries(event.headers).find(([name]) => name.toLowerCase() === 'accept')?.[1]
    const response = proxyResponse(result.payload, accept, api.binaryMediaTypes)
    if (response.status === 502 && 'x-amzn-ErrorType' in response.headers) {
      this.#settings.warn(`${method.httpMethod} ${method.resourcePath} answers 502: malformed Lambda proxy response`)
    }
    return response
  }
}

/** `method.request.querystring.id`, `method.request.header.X`, `method.request.path.name` */
function hasParameter(event: ReturnType<typeof proxyEvent>, parameter: string): boolean {
  const [, , where, name = ''] = parameter.split('.')
  switch (where) {
    case 'querystring':
      return Boolean(event.queryStringParameters?.[name])
    case 'header':
      return Object.keys(event.headers).some((header) => header.toLowerCase() === name.toLowerCase())
    default:
      return Boolean(event.pathParameters?.[name])
  }
}

const originOf = ({ headers }: ReturnType<typeof proxyEvent>): string | undefined =>
  Object.entries(headers).find(([name]) => name.toLowerCase() === 'origin')?.[1]

/** The first part of a path. */
const stageOf = (url = '/'): string => url.match(/^\/([^/?]*)/)?.[1] ?? ''

function split(url: string): [path: string, query: string] {
  const mark = url.indexOf('?')
  return mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)]
}

function headerOf(incoming: IncomingMessage, name: string): string | undefined {
  const value = incoming.headers[name]
  return Array.isArray(value) ? value[0] : value
}
