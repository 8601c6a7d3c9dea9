import type { IncomingMessage } from 'node:http'
import type { Clock } from '../../../clock/clock.ts'
import type { StackResources } from '../../../cloudformation/stack.ts'
import { pageRefusal } from '../../../web-pages.ts'
import type { AccountRegion } from '../../account-region.ts'
import type { Invoke } from '../../lambda/invoke.ts'
import type { Report } from '../../report.ts'
import type { HttpResponse } from '../gateway-response.ts'
import { invokeWithin } from '../invoke-within.ts'
import { readBody } from '../read-body.ts'
import { answersPage, corsHeaders } from './cors.ts'
import { type HttpApi, httpApis } from './http-api.ts'
import { httpEvent } from './http-event.ts'
import { httpMessage, httpResponse } from './http-response.ts'

export type HttpApisSettings = AccountRegion & {
  clock: Clock
  invoke: Invoke
  /** Why a route may not invoke a function, in AWS's words; undefined when it may. */
  invokeDenial: (
    functionArn: string,
    route: { apiId: string; stage: string; httpMethod: string; resourcePath: string },
  ) => string | undefined
  /** Called with what a developer should know: why an answer is 500. */
  warn: (line: string) => void
}

/**
 * Serves the HTTP APIs of the stack. The stage `$default` has no name in the path: `http://127.0.0.1:<port>/books`.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api.html
 */
export class HttpApis {
  readonly #settings: HttpApisSettings
  #apis: readonly HttpApi[] = []

  constructor(settings: HttpApisSettings) {
    this.#settings = settings
  }

  deploy(stack: StackResources, report: Report): void {
    this.#apis = httpApis(stack, report)
  }

  get apis(): readonly HttpApi[] {
    return this.#apis
  }

  async respond(incoming: IncomingMessage, requestId: string): Promise<HttpResponse> {
    const [path = '/', query = ''] = (incoming.url ?? '/').split(/\?(.*)/s)
    const [, first = '', rest = '/'] = /^\/([^/]*)(\/.*)?$/.exec(path) ?? []
    const named = this.#apis.find(({ stages }) => stages.includes(first))
    const api = named ?? this.#apis.find(({ stages }) => stages.includes('$default'))
    const refusal = pageRefusal(incoming, (page) => answersPage(page, api?.cors))
    if (refusal !== undefined) return httpMessage(403, `Forbidden: ${refusal}`)
    if (!api) return httpMessage(404, 'Not Found')

    const { origin, 'access-control-request-method': asked } = incoming.headers
    if (api.cors && origin !== undefined && asked !== undefined && incoming.method === 'OPTIONS')
      return { status: 204, headers: corsHeaders(api.cors, origin, true), body: '' }
    const stage = named ? first : '$default'
    const response = await this.#integrate(incoming, api, {
      stage,
      path: named ? rest : path,
      fullPath: path,
      query,
      requestId,
    })
    if (!api.cors || origin === undefined) return response
    const own = Object.entries(response.headers).filter(([name]) => !name.startsWith('access-control-'))
    return { ...response, headers: { ...Object.fromEntries(own), ...corsHeaders(api.cors, origin, false) } }
  }

  async #integrate(
    incoming: IncomingMessage,
    api: HttpApi,
    { stage, path, fullPath, query, requestId }: Record<'stage' | 'path' | 'fullPath' | 'query' | 'requestId', string>,
  ): Promise<HttpResponse> {
    const { accountId, region, clock, invokeDenial, warn } = this.#settings
    const httpMethod = incoming.method ?? 'GET'
    const found = api.find(httpMethod, path)
    const route = found?.method ?? api.default
    if (!route) return httpMessage(404, 'Not Found')
    const body = await readBody(incoming)
    if (body === 'too large') return httpMessage(413, 'Request Entity Too Large')
    const failed = (why: string) => {
      warn(`${route.routeKey} answers 500: ${why}`)
      return httpMessage(500, 'Internal Server Error')
    }

    const { functionArn, timeoutMs } = route
    const denial = invokeDenial(functionArn, {
      apiId: api.id,
      stage,
      httpMethod,
      resourcePath: route.resourcePath || '/',
    })
    if (denial !== undefined) return failed(denial)
    const event = httpEvent({
      ...{ accountId, region, api, stage, route, httpMethod, path: fullPath, query, body, requestId },
      pathParameters: found?.pathParameters ?? {},
      rawHeaders: incoming.rawHeaders,
      sourceIp: incoming.socket.remoteAddress ?? '127.0.0.1',
      now: clock.now(),
    })
    const result = await invokeWithin(timeoutMs, functionArn, JSON.stringify(event), this.#settings)
    if (result === 'timed out') return httpMessage(503, 'Service Unavailable')
    if (result === 'too large') return httpMessage(413, 'Request Entity Too Large')
    if ('failure' in result) return failed(result.failure)
    const response = httpResponse(result.payload)
    if (response.status === 500 && response.body === '{"message":"Internal Server Error"}')
      warn(`${route.routeKey} answers 500: malformed response`)
    return response
  }
}
