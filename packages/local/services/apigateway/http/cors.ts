import * as z from 'zod'
import { isLoopbackOrigin, type PageRequest } from '../../../web-pages.ts'

const Cors = z.looseObject({
  AllowOrigins: z.array(z.string()).default([]),
  AllowMethods: z.array(z.string()).default([]),
  AllowHeaders: z.array(z.string()).default([]),
  ExposeHeaders: z.array(z.string()).default([]),
  AllowCredentials: z.coerce.boolean().default(false),
  MaxAge: z.coerce.number().optional(),
})
/** Which pages may call an HTTP API, as its `CorsConfiguration` says. */
export type Cors = z.infer<typeof Cors>

/** @throws ZodError */
export function corsOf(configuration: unknown): Cors | undefined {
  return configuration === undefined ? undefined : Cors.parse(configuration)
}

/** Whether a page may call: one that a server of this machine sent, one whose origin the template allows, and whoever opens a link. */
export function answersPage({ origin, opened, site }: PageRequest, cors: Cors | undefined): boolean {
  if (opened || (origin === undefined && site !== 'cross-site')) return true
  return origin !== undefined && (isLoopbackOrigin(origin) || allowedOrigin(origin, cors) !== undefined)
}

/**
 * The headers that API Gateway adds for a page; it removes those of the function.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
 */
export function corsHeaders(cors: Cors, origin: string, isPreflight: boolean): Record<string, string> {
  const allowed = allowedOrigin(origin, cors)
  if (allowed === undefined) return {}
  const lists = isPreflight
    ? { 'access-control-allow-methods': cors.AllowMethods, 'access-control-allow-headers': cors.AllowHeaders }
    : { 'access-control-expose-headers': cors.ExposeHeaders }
  return {
    'access-control-allow-origin': allowed,
    ...Object.fromEntries(
      Object.entries(lists).flatMap(([name, values]) => (values.length > 0 ? [[name, values.join(',')]] : [])),
    ),
    ...(cors.AllowCredentials && { 'access-control-allow-credentials': 'true' }),
    ...(isPreflight && cors.MaxAge !== undefined && { 'access-control-max-age': String(cors.MaxAge) }),
  }
}

function allowedOrigin(origin: string, cors: Cors | undefined): string | undefined {
  const fits = cors?.AllowOrigins.find(
    (allowed) =>
      allowed === '*' || allowed === origin || (allowed.endsWith('*') && origin.startsWith(allowed.slice(0, -1))),
  )
  return fits === '*' && !cors?.AllowCredentials ? '*' : fits && origin
}
