import * as z from 'zod'
import { gatewayResponse, type HttpResponse } from './gateway-response.ts'
import { mediaTypeMatches } from './media-type.ts'

const HeaderValue = z.union([z.string(), z.number(), z.boolean()]).transform(String)

/** What a function behind a proxy integration has to answer. */
const ProxyResult = z.object({
  statusCode: z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]).pipe(z.int().min(100).max(599)),
  headers: z.record(z.string(), HeaderValue).nullish(),
  multiValueHeaders: z.record(z.string(), z.array(HeaderValue)).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
})

/**
 * Turns a function's answer into HTTP; anything else than a proxy result is a 502.
 * @param payload JSON text
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/handle-errors-in-lambda-integration.html
 */
export function proxyResponse(
  payload: string,
  accept: string | undefined,
  binaryMediaTypes: readonly string[],
): HttpResponse {
  const result = ProxyResult.safeParse(JSON.parse(payload))
  if (!result.success) return gatewayResponse('INTEGRATION_FAILURE')

  const { statusCode, headers, multiValueHeaders, body, isBase64Encoded } = result.data
  const binary = isBase64Encoded === true && mediaTypeMatches(accept, binaryMediaTypes)
  const all = new Map<string, string | string[]>()
  for (const [name, value] of Object.entries({ ...headers, ...multiValueHeaders })) all.set(remapped(name), value)
  if (![...all.keys()].some((name) => name.toLowerCase() === 'content-type'))
    all.set('Content-Type', 'application/json')
  return {
    status: statusCode,
    headers: Object.fromEntries(all),
    body: binary ? Buffer.from(body ?? '', 'base64') : (body ?? ''),
  }
}

/** API Gateway keeps these for itself and renames the function's. */
function remapped(name: string): string {
  return remappedNames.has(name.toLowerCase()) ? `x-amzn-Remapped-${name}` : name
}
const remappedNames = new Set([
  'authorization',
  'connection',
  'content-length',
  'content-md5',
  'date',
  'expect',
  'host',
  'max-forwards',
  'server',
  'www-authenticate',
])
