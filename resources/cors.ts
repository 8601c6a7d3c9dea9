import { headersForPages, headersOfPages } from '../src/facade/http/page-headers.ts'
import { ofType, type Template } from './template.ts'

/** An event of a function as serverless.yml has it: of its kinds we look at `http`, `{ method, path }` or `get jobs/status`. */
export type FunctionEvent = { http?: string | HttpEvent; [kind: string]: unknown }
type HttpEvent = { method: string; path: string; cors?: object; [property: string]: unknown }

/** For how long a browser remembers the answer to a preflight, in seconds; none remembers it for longer than two hours. */
const maxAge = 7200

/** The origins of `--param="corsOrigins=https://a.example,https://b.example"`; none of `none`. */
export const originsOf = (corsOrigins: string): string[] =>
  corsOrigins === 'none' ? [] : corsOrigins.split(',').map((origin) => origin.trim())

/**
 * What is wrong with the parameter `corsOrigins`, in a sentence. A browser sends an origin in one form only, and compares it
 * character by character.
 */
export function problemOfOrigins(corsOrigins: string): string | undefined {
  const origins = originsOf(corsOrigins)
  if (origins.includes('*'))
    return 'corsOrigins is a list of the origins whose pages may call, and * stands for every page there is: name those that have to.'
  const wrong = origins.find((origin) => formOf(origin) !== origin)
  if (wrong === undefined) return undefined
  const meant = formOf(wrong)
  return `corsOrigins names "${wrong}", but an origin is scheme, host and port, such as https://shop.example or http://localhost:5173${meant ? `: say ${meant}` : ''}.`
}

/** The origin of an address in the form in which a browser sends it. */
function formOf(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined
  const { protocol, origin } = new URL(address)
  return protocol === 'https:' || protocol === 'http:' ? origin : undefined
}

/**
 * Lets pages of these origins call: the framework gives each path of the function an `OPTIONS` method, which needs no credentials.
 * What an event says itself about CORS stands.
 */
export function allowPages(events: FunctionEvent[], origins: readonly string[]): void {
  const [first] = origins
  if (first === undefined) return
  for (const event of events) {
    if (event.http === undefined) continue
    const http = typeof event.http === 'string' ? splitHttp(event.http) : event.http
    http.cors ??= {
      ...(origins.length === 1 ? { origin: first } : { origins: [...origins] }),
      headers: [...headersOfPages],
      maxAge,
    }
    event.http = http
  }
}

function splitHttp(http: string): HttpEvent {
  const [method = '', path = ''] = http.split(' ')
  return { method, path }
}

/** With several origins the answer to a preflight is another one for each. */
export function preflightsVary(template: Template): void {
  for (const [, properties] of ofType(template, 'AWS::ApiGateway::Method')) {
    const { HttpMethod, Integration, MethodResponses } = properties as Preflight
    if (HttpMethod !== 'OPTIONS' || Integration.Type !== 'MOCK') continue
    for (const { ResponseParameters } of Integration.IntegrationResponses)
      ResponseParameters['method.response.header.Vary'] ??= "'Origin'"
    for (const { ResponseParameters } of MethodResponses) ResponseParameters['method.response.header.Vary'] ??= true
  }
}

/** As the framework writes it. */
type Preflight = {
  HttpMethod: string
  Integration: { Type: string; IntegrationResponses: Response<string>[] }
  MethodResponses: Response<boolean>[]
}
type Response<Value> = { ResponseParameters: Record<string, Value> }

/**
 * Headers of what API Gateway answers by itself. These are fixed texts, so with several origins every page may read them: they hold
 * nothing but what is wrong with the request that the page has sent.
 */
export function gatewayHeaders([first, second]: readonly string[]): Record<string, string> {
  if (first === undefined) return {}
  return {
    'Access-Control-Allow-Origin': second === undefined ? first : '*',
    'Access-Control-Expose-Headers': headersForPages.join(','),
    Vary: 'Origin',
  }
}

/**
 * Lets a page follow the link to a large part. A browser that was sent on to another host says that the origin is `null`, and sends
 * the page's own headers again, except Authorization; a signature of its own S3 would refuse. So whoever has a link may read by it, which holds without CORS, too; nobody
 * gets anything of the bucket without one.
 * @see https://fetch.spec.whatwg.org/#append-a-request-origin-header
 */
export function linksForPages({ Resources }: Template, origins: readonly string[]): void {
  const bucket = Resources.DataBucket?.Properties
  if (!bucket || origins.length === 0) return
  bucket.CorsConfiguration ??= {
    CorsRules: [
      {
        AllowedMethods: ['GET'],
        AllowedOrigins: ['*'],
        AllowedHeaders: headersOfPages.filter((header) => !/^(authorization|x-amz-)/.test(header)),
        MaxAge: maxAge,
      },
    ],
  }
}
