import * as z from 'zod'
import type { HttpResponse } from '../gateway-response.ts'

const HeaderValue = z.union([z.string(), z.number(), z.boolean()]).transform(String)
const Result = z.looseObject({
  statusCode: z.coerce.number().pipe(z.int().min(100).max(599)),
  headers: z.record(z.string(), HeaderValue).nullish(),
  cookies: z.array(z.string()).nullish(),
  body: z.unknown().optional(),
  isBase64Encoded: z.boolean().nullish(),
})

/** What an HTTP API says by itself: `404 {"message":"Not Found"}`. */
export function httpMessage(status: number, message: string): HttpResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ message }) }
}

/**
 * Turns what a function answered into HTTP, payload format 2.0: without a `statusCode` it is the body.
 * @param payload JSON text
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html#http-api-develop-integrations-lambda.v2
 */
export function httpResponse(payload: string): HttpResponse {
  const value: unknown = JSON.parse(payload)
  if (typeof value !== 'object' || value === null || !('statusCode' in value)) {
    const body = typeof value === 'string' ? value : payload
    return { status: 200, headers: { 'content-type': 'application/json' }, body }
  }
  const result = Result.safeParse(value)
  if (!result.success) return httpMessage(500, 'Internal Server Error')
  const { statusCode, headers, cookies, body, isBase64Encoded } = result.data
  const text = body === undefined || body === null ? '' : typeof body === 'string' ? body : JSON.stringify(body)
  const named = Object.fromEntries(Object.entries(headers ?? {}).map(([name, given]) => [name.toLowerCase(), given]))
  return {
    status: statusCode,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      ...named,
      ...(cookies && cookies.length > 0 && { 'set-cookie': cookies }),
    },
    body: isBase64Encoded ? Buffer.from(text, 'base64') : text,
  }
}
