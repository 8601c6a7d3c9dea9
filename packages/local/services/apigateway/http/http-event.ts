import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import type { EpochMs } from '../../../clock/clock.ts'
import type { AccountRegion } from '../../account-region.ts'
import { commonLogTime } from '../common-log-time.ts'
import type { HttpApi, HttpRoute } from './http-api.ts'

/** A request that found its route. */
export type HttpApiRequest = AccountRegion & {
  api: HttpApi
  stage: string
  route: HttpRoute
  httpMethod: string
  /** With the stage, unless that is `$default`; decoded in events. */
  path: string
  query: string
  pathParameters: Record<string, string>
  rawHeaders: readonly string[]
  body: Buffer
  sourceIp: string
  requestId: string
  now: EpochMs
}

/**
 * The event of an HTTP API, payload format 2.0.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function httpEvent(request: HttpApiRequest): APIGatewayProxyEventV2 {
  const { api, stage, route, httpMethod, path, query, body, requestId, now, region, accountId } = request
  const { cookie, ...headers } = headersOf(request)
  const queryStringParameters = commaSeparated([...new URLSearchParams(query)])
  const isBase64Encoded = body.length > 0 && !isText(headers['content-type'])
  return {
    version: '2.0',
    routeKey: route.routeKey,
    rawPath: decoded(path),
    rawQueryString: query,
    ...(cookie !== undefined && { cookies: cookie.split(/;\s*/) }),
    headers,
    ...(query !== '' && { queryStringParameters }),
    requestContext: {
      accountId,
      apiId: api.id,
      domainName: `${api.id}.execute-api.${region}.amazonaws.com`,
      domainPrefix: api.id,
      http: {
        method: httpMethod,
        path: decoded(path),
        protocol: 'HTTP/1.1',
        sourceIp: request.sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      routeKey: route.routeKey,
      stage,
      time: commonLogTime(now),
      timeEpoch: now,
    },
    ...(body.length > 0 && { body: body.toString(isBase64Encoded ? 'base64' : 'utf8') }),
    ...(Object.keys(request.pathParameters).length > 0 && { pathParameters: request.pathParameters }),
    isBase64Encoded,
  }
}

/** Names in lower case; of several values one text. API Gateway adds who asks and the trace. */
function headersOf({ rawHeaders, sourceIp, requestId }: HttpApiRequest): Record<string, string> {
  const sent = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [[name.toLowerCase(), rawHeaders[index + 1] ?? ''] as [string, string]] : [],
  )
  return commaSeparated([
    ...sent.filter(([name]) => name !== 'connection' && name !== 'transfer-encoding' && name !== 'keep-alive'),
    ['x-forwarded-for', sourceIp],
    ['x-forwarded-port', '443'],
    ['x-forwarded-proto', 'https'],
    ['x-amzn-trace-id', `Root=1-00000000-${requestId.replaceAll('-', '').slice(0, 24)}`],
  ])
}

function commaSeparated(pairs: readonly [string, string][]): Record<string, string> {
  const all = new Map<string, string>()
  for (const [name, value] of pairs) {
    const before = all.get(name)
    all.set(name, before === undefined ? value : `${before}${name === 'cookie' ? '; ' : ','}${value}`)
  }
  return Object.fromEntries(all)
}

/** Other bodies reach the function in Base64, forms too. */
const isText = (contentType = '') =>
  /^(text\/|application\/(json|javascript|xml|[\w.+-]+\+(json|xml))\b)/i.test(contentType) || contentType === ''

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
