import type { APIGatewayProxyEvent } from 'aws-lambda'
import type { EpochMs } from '../../clock/clock.ts'
import type { AccountRegion } from '../account-region.ts'
import type { Authorization } from './authorization.ts'
import { commonLogTime } from './common-log-time.ts'
import { mediaTypeMatches } from './media-type.ts'
import type { Method, RestApi } from './rest-api.ts'
import type { ApiKey } from './usage-plans.ts'

/** A request that found its method. */
export type ProxyRequest = AccountRegion & {
  api: RestApi
  stage: string
  method: Method
  httpMethod: string
  /** As sent: stage, path and query. */
  url: string
  /** Without the stage, still encoded. */
  path: string
  /** As sent, without `?`. */
  query: string
  pathParameters: Record<string, string>
  /** Names and values in turn, as they were sent. */
  rawHeaders: readonly string[]
  body: Buffer
  sourceIp: string
  apiKey: ApiKey | undefined
  authorization: Authorization
  requestId: string
  extendedRequestId: string
  now: EpochMs
}

/**
 * The event of a Lambda proxy integration, payload format 1.0.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export function proxyEvent(request: ProxyRequest): APIGatewayProxyEvent {
  const { api, stage, method, httpMethod, path, body, authorization, requestId, now } = request
  const multiValueHeaders = headersOf(request)
  const multiValueQuery = queryOf(request.query)
  const header = (name: string) =>
    Object.entries(multiValueHeaders)
      .find(([key]) => key.toLowerCase() === name)?.[1]
      .at(-1)
  const isBase64Encoded = body.length > 0 && mediaTypeMatches(header('content-type'), api.binaryMediaTypes)
  const text = isBase64Encoded ? body.toString('base64') : body.toString('utf8')

  return {
    resource: method.resourcePath,
    path,
    httpMethod,
    headers: lastOf(multiValueHeaders),
    multiValueHeaders,
    queryStringParameters: orNull(lastOf(multiValueQuery)),
    multiValueQueryStringParameters: orNull(multiValueQuery),
    pathParameters: orNull(request.pathParameters),
    stageVariables: null,
    requestContext: {
      resourceId: method.resourceId,
      resourcePath: method.resourcePath,
      httpMethod,
      extendedRequestId: request.extendedRequestId,
      requestTime: commonLogTime(now),
      path: `/${stage}${path === '/' ? '/' : path}`,
      accountId: request.accountId,
      protocol: 'HTTP/1.1',
      stage,
      domainPrefix: api.id,
      requestTimeEpoch: now,
      requestId,
      identity: {
        cognitoIdentityPoolId: null,
        accountId: null,
        cognitoIdentityId: null,
        caller: null,
        sourceIp: request.sourceIp,
        principalOrgId: null,
        accessKey: null,
        cognitoAuthenticationType: null,
        cognitoAuthenticationProvider: null,
        userArn: null,
        userAgent: header('user-agent') ?? null,
        user: null,
        apiKey: request.apiKey?.value ?? null,
        apiKeyId: request.apiKey?.id ?? null,
        clientCert: null,
        ...authorization.identity,
      },
      authorizer: authorization.authorizer ?? null,
      domainName: `${api.id}.execute-api.${request.region}.amazonaws.com`,
      apiId: api.id,
    },
    body: body.length === 0 ? null : text,
    isBase64Encoded,
  }
}

/** Names keep the case in which they were sent. API Gateway adds who asks and the trace. */
function headersOf({ rawHeaders, sourceIp, requestId }: ProxyRequest): Record<string, string[]> {
  const headers = new Map<string, { name: string; values: string[] }>()
  const add = (name: string, value: string) => {
    const header = headers.get(name.toLowerCase()) ?? { name, values: [] }
    header.values.push(value)
    headers.set(name.toLowerCase(), header)
  }
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2)
    if (!hopByHop.has(name.toLowerCase())) add(name, value)
  }
  add('X-Forwarded-For', sourceIp)
  add('X-Forwarded-Port', '443')
  add('X-Forwarded-Proto', 'https')
  add('X-Amzn-Trace-Id', `Root=1-00000000-${requestId.replaceAll('-', '').slice(0, 24)}`)
  return Object.fromEntries([...headers.values()].map(({ name, values }) => [name, values]))
}

const hopByHop = new Set(['connection', 'content-length', 'expect', 'keep-alive', 'te', 'transfer-encoding', 'upgrade'])

/** Percent signs and `+` are decoded; what is not UTF-8 becomes U+FFFD. */
function queryOf(query: string): Record<string, string[]> {
  const values: Record<string, string[]> = Object.create(null)
  for (const [name, value] of new URLSearchParams(query)) {
    values[name] = [...(values[name] ?? []), value]
  }
  return { ...values }
}

const lastOf = (multiValue: Record<string, string[]>): Record<string, string> =>
  Object.fromEntries(Object.entries(multiValue).map(([name, values]) => [name, values.at(-1) ?? '']))

const orNull = <T extends object>(object: T): T | null => (Object.keys(object).length === 0 ? null : object)
