import * as z from 'zod'
import type { StreamingResponse } from '../../endpoint/service.ts'
import type { S3Request } from './request.ts'
import { emptyResponse, existingBucket, type S3 } from './s3.ts'
import { S3Error } from './s3-error.ts'
import type { Bucket } from './store/buckets.ts'
import type { S3Store } from './store/s3-store.ts'

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-s3-bucket-corsrule.html */
const Rule = z.object({
  AllowedMethods: z.array(z.enum(['GET', 'PUT', 'HEAD', 'POST', 'DELETE'])),
  AllowedOrigins: z.array(z.string()),
  AllowedHeaders: z.array(z.string()).default([]),
  ExposedHeaders: z.array(z.string()).default([]),
  MaxAge: z.number().optional(),
})
type Rule = z.infer<typeof Rule>

/** What a template says about CORS of a bucket. */
export const CorsConfiguration = z.object({ CorsRules: z.array(Rule).min(1).max(100) })

type Asked = { origin: string; method: string; headers: readonly string[] }

/**
 * Whether the rules of a bucket let a page send this; without rules no page may.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html
 */
export function allowsPage(
  { method, headers, bucket: name }: Pick<S3Request, 'method' | 'headers' | 'bucket'>,
  { buckets }: Pick<S3Store, 'buckets'>,
): boolean {
  const { origin } = headers
  const bucket = buckets.get(name)
  return bucket !== undefined && origin !== undefined && ruleFor(bucket, { origin, method, headers: [] }) !== undefined
}

/**
 * Answers an `OPTIONS` request, for which nobody needs a permission.
 * @throws S3Error NoSuchBucket, BadRequest, AccessForbidden
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/RESTOPTIONSobject.html
 */
export function preflight(request: S3Request, s3: S3): StreamingResponse {
  const { origin, 'access-control-request-method': method, 'access-control-request-headers': headers } = request.headers
  if (origin === undefined)
    throw new S3Error(400, 'BadRequest', 'Insufficient information. Origin request header needed.')
  if (method === undefined) throw new S3Error(400, 'BadRequest', 'Invalid Access-Control-Request-Method: null')
  const bucket = existingBucket(s3, request.bucket)
  if (!bucket.configuration.CorsConfiguration) throw forbidden('CORS is not enabled for this bucket.', method)
  const named = (headers ?? '').split(',').map((name) => name.trim().toLowerCase())
  const asked = { origin, method, headers: named.filter(Boolean) }
  const rule = ruleFor(bucket, asked)
  if (!rule)
    throw forbidden(
      "This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
      method,
    )
  return emptyResponse(200, {
    ...headersOf(rule, origin),
    ...(asked.headers.length > 0 && { 'access-control-allow-headers': asked.headers.join(', ') }),
  })
}

/** The answer with what lets a page read it, if a rule of the bucket does. Refusals may be read, too. */
export function readableByPage(response: StreamingResponse, request: S3Request, s3: S3): StreamingResponse {
  const { origin } = request.headers
  const bucket = s3.store.buckets.get(request.bucket)
  if (origin === undefined || !bucket) return response
  const rule = ruleFor(bucket, { origin, method: request.method, headers: [] })
  return rule ? { ...response, headers: { ...response.headers, ...headersOf(rule, origin) } } : response
}

/** The first rule that allows all of it. */
function ruleFor({ configuration }: Bucket, { origin, method, headers }: Asked): Rule | undefined {
  if (!configuration.CorsConfiguration) return undefined
  return CorsConfiguration.parse(configuration.CorsConfiguration).CorsRules.find(
    (rule) =>
      rule.AllowedMethods.some((allowed) => allowed === method) &&
      rule.AllowedOrigins.some((allowed) => matches(allowed, origin)) &&
      headers.every((name) => rule.AllowedHeaders.some((allowed) => matches(allowed.toLowerCase(), name))),
  )
}

/** One `*` stands for any characters. */
function matches(allowed: string, text: string): boolean {
  const [before = '', after] = allowed.split(/\*(.*)/s)
  if (after === undefined) return allowed === text
  return text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after)
}

function headersOf({ AllowedMethods, AllowedOrigins, ExposedHeaders, MaxAge }: Rule, origin: string) {
  return {
    ...(AllowedOrigins.includes('*')
      ? { 'access-control-allow-origin': '*' }
      : { 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true' }),
    'access-control-allow-methods': AllowedMethods.join(', '),
    ...(ExposedHeaders.length > 0 && { 'access-control-expose-headers': ExposedHeaders.join(', ') }),
    ...(MaxAge !== undefined && { 'access-control-max-age': String(MaxAge) }),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  }
}

const forbidden = (message: string, method: string) =>
  new S3Error(403, 'AccessForbidden', `CORSResponse: ${message}`, { Method: method, ResourceType: 'OBJECT' })
