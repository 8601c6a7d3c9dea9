import type { APIGatewayProxyEvent } from 'aws-lambda'
import * as z from 'zod/mini'
import { environment } from '../../runtime/environment.ts'
import { header } from './header.ts'
import { headersForPages } from './page-headers.ts'

const { CORS_ORIGINS } = environment({ CORS_ORIGINS: z.optional(z.string()) })

/** By the parameter `corsOrigins`, see resources/cors.ts; undefined where no page of another origin may call. */
const originsThatMayCall = CORS_ORIGINS?.split(',')

/**
 * What lets a page of another origin read this answer, if the origin is one of `origins`. `Vary` keeps caches from giving one
 * origin's answer to another, so it is on each answer.
 * @see https://fetch.spec.whatwg.org/#http-cors-protocol
 */
export function corsHeaders(event: APIGatewayProxyEvent, origins = originsThatMayCall): Record<string, string> {
  if (!origins) return {}
  const origin = header(event, 'origin')
  if (origin === undefined || !origins.includes(origin)) return { vary: 'origin' }
  return {
    'access-control-allow-origin': origin,
    'access-control-expose-headers': headersForPages.join(','),
    vary: 'origin',
  }
}
