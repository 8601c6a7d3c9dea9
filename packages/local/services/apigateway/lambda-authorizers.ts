import type { Clock, EpochMs } from '../../clock/clock.ts'
import { contextOf } from '../../iam/context.ts'
import { evaluate } from '../../iam/evaluate.ts'
import type { Invoke } from '../lambda/invoke.ts'
import { type Authorised, methodArn } from './authorization.ts'
import type { Authorizer } from './authorizer.ts'
import { type AuthorizerAnswer, authorizerAnswer } from './authorizer-answer.ts'
import { gatewayResponse, type HttpResponse, notImplemented } from './gateway-response.ts'
import { type ProxyRequest, proxyEvent } from './proxy-event.ts'

export type LambdaAuthorizersSettings = {
  clock: Clock
  invoke: Invoke
  /** Why this authorizer may not invoke its function, in AWS's words; undefined when it may. */
  authorizerDenial: (functionArn: string, authorizer: { apiId: string; authorizerId: string }) => string | undefined
  /** Called with what a developer should know: why an answer is a 5xx. */
  warn: (line: string) => void
}

/** API Gateway waits no longer for a function. */
const longestMs = 29_000

/** How many answers are remembered. */
const mostRemembered = 10_000

/**
 * Lambda authorizers, of the types TOKEN and REQUEST. An answer is remembered by what identifies the caller, and holds for every
 * method that has the authorizer: its policy decides about each request anew.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
 */
export class LambdaAuthorizers {
  readonly #settings: LambdaAuthorizersSettings
  readonly #remembered = new Map<string, { until: EpochMs; answer: AuthorizerAnswer }>()

  constructor(settings: LambdaAuthorizersSettings) {
    this.#settings = settings
  }

  /** What the functions answered may be another thing now. */
  forget() {
    this.#remembered.clear()
  }

  async authorise(authorizer: Authorizer, request: ProxyRequest): Promise<Authorised> {
    const { type, functionArn, identitySources, ttlSeconds } = authorizer
    if ((type !== 'TOKEN' && type !== 'REQUEST') || functionArn === undefined)
      return { refused: notImplemented(`authorizer of type ${type}`) }

    const identity = identitySources.map((source) => identityBy(source, request))
    if (identity.some((value) => !value)) return { refused: gatewayResponse('UNAUTHORIZED') }
    const [token = ''] = identity
    if (type === 'TOKEN' && !(authorizer.validation?.test(token) ?? true))
      return { refused: gatewayResponse('UNAUTHORIZED') }

    const key = JSON.stringify([authorizer.id, request.stage, ...identity])
    const known = this.#remembered.get(key)
    if (known && known.until > request.now) return decision(known.answer, request, 0)

    const askedAt = performance.now()
    const payload = type === 'TOKEN' ? tokenQuestion(token, request) : requestQuestion(request)
    const answer = await this.#ask(functionArn, authorizer.id, payload, request)
    if ('refused' in answer) return answer
    if (ttlSeconds > 0) {
      if (this.#remembered.size >= mostRemembered) this.#remembered.clear()
      this.#remembered.set(key, { until: request.now + ttlSeconds * 1000, answer })
    }
    return decision(answer, request, Math.round(performance.now() - askedAt))
  }

  async #ask(functionArn: string, authorizerId: string, payload: object, { api, method }: ProxyRequest) {
    const { authorizerDenial, warn } = this.#settings
    const failed = (type: 'AUTHORIZER_FAILURE' | 'AUTHORIZER_CONFIGURATION_ERROR', reason: string) => {
      warn(`${method.httpMethod} ${method.resourcePath} answers 500: its authorizer ${reason}`)
      return { refused: gatewayResponse(type) }
    }
    const denial = authorizerDenial(functionArn, { apiId: api.id, authorizerId })
    if (denial !== undefined) return failed('AUTHORIZER_CONFIGURATION_ERROR', `may not be invoked: ${denial}`)

    const result = await this.#invoke(functionArn, JSON.stringify(payload))
    if ('failure' in result) return failed('AUTHORIZER_FAILURE', `failed: ${result.failure}`)
    if (result.functionError) {
      if (saysUnauthorized(result.payload)) return { refused: gatewayResponse('UNAUTHORIZED') }
      return failed('AUTHORIZER_FAILURE', `failed: ${result.payload}`)
    }
    const answer = authorizerAnswer(result.payload)
    return 'problem' in answer ? failed('AUTHORIZER_CONFIGURATION_ERROR', `answered ${answer.problem}`) : answer
  }

  #invoke(
    functionArn: string,
    payload: string,
  ): Promise<{ payload: string; functionError?: string | undefined } | { failure: string }> {
    const { clock, invoke } = this.#settings
    return new Promise((resolve) => {
      const cancel = clock.at(clock.now() + longestMs, () => resolve({ failure: 'it took longer than 29 s' }))
      invoke(functionArn, payload)
        .then(resolve, (error: Error) => resolve({ failure: `${error.name}: ${error.message}` }))
        .finally(cancel)
    })
  }
}

/** Whether the policy of an answer allows this request. */
function decision(answer: AuthorizerAnswer, request: ProxyRequest, integrationLatency: number): Authorised {
  const { principalId, statements, context, usageIdentifierKey } = answer
  const decided = evaluate(
    {
      principal: { type: 'AWS', names: [] },
      action: 'execute-api:Invoke',
      resource: methodArn(request),
      context: contextOf({ 'aws:SourceIp': request.sourceIp }),
    },
    statements,
  )
  if (decided.outcome === 'explicitly denied') return refusedByPolicy(' with an explicit deny')
  if (decided.outcome === 'not allowed') return refusedByPolicy('')
  return {
    authorizer: { ...context, principalId, integrationLatency },
    ...(usageIdentifierKey !== undefined && { usageIdentifierKey }),
  }
}

const refusedByPolicy = (how: string): { refused: HttpResponse } => ({
  refused: gatewayResponse(
    'ACCESS_DENIED',
    `User is not authorized to access this resource${how}`,
    'AccessDeniedException',
  ),
})

/** What `throw new Error('Unauthorized')` becomes; every other error is a failure of the authorizer. */
function saysUnauthorized(payload: string): boolean {
  const error: unknown = JSON.parse(payload)
  return typeof error === 'object' && error !== null && 'errorMessage' in error && error.errorMessage === 'Unauthorized'
}

/** The value of an identity source, such as `method.request.header.Authorization`; empty if the request has none. */
function identityBy(source: string, request: ProxyRequest): string | undefined {
  const [, where = '', name = ''] = /^(?:method\.request\.)?(\w+)\.(.+)$/.exec(source) ?? []
  const { headers, queryStringParameters, requestContext } = proxyEvent(request)
  switch (where) {
    case 'header':
      return Object.entries(headers).find(([header]) => header.toLowerCase() === name.toLowerCase())?.[1]
    case 'querystring':
      return queryStringParameters?.[name]
    case 'context': {
      const value = name
        .split('.')
        .reduce<unknown>((object, member) => (object as Record<string, unknown> | null)?.[member], requestContext)
      return value === undefined || value === null ? undefined : String(value)
    }
    default:
      return undefined // there are no stage variables
  }
}

const tokenQuestion = (authorizationToken: string, request: ProxyRequest) => ({
  type: 'TOKEN',
  methodArn: methodArn(request),
  authorizationToken,
})

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html */
function requestQuestion(request: ProxyRequest) {
  const { body: _, isBase64Encoded: __, ...event } = proxyEvent(request)
  return {
    type: 'REQUEST',
    methodArn: methodArn(request),
    ...event,
    queryStringParameters: event.queryStringParameters ?? {},
    multiValueQueryStringParameters: event.multiValueQueryStringParameters ?? {},
    pathParameters: event.pathParameters ?? {},
    stageVariables: event.stageVariables ?? {},
  }
}
