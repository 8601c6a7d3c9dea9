import { gatewayResponse, type HttpResponse, notImplemented } from './gateway-response.ts'
import type { Integration } from './rest-api.ts'

/**
 * A `MOCK` integration answers by itself, e.g. `OPTIONS` for CORS. Its request template says with which status; the headers are
 * literals in quotes. Of response templates we know the one that the Serverless Framework writes for several origins.
 * @param origin of the page that sends, as its header says
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
 */
export function mockResponse(
  { RequestTemplates, IntegrationResponses }: Integration,
  origin: string | undefined,
): HttpResponse {
  const status = Number(RequestTemplates['application/json']?.match(/statusCode"?\s*:\s*(\d{3})/)?.[1])
  const response = IntegrationResponses.find(({ StatusCode }) => StatusCode === status)
  if (!response) return gatewayResponse('API_CONFIGURATION_ERROR')
  const headers = Object.fromEntries(
    Object.entries(response.ResponseParameters).map(([name, value]) => [
      name.replace('method.response.header.', ''),
      value.replace(/^'(.*)'$/, '$1'),
    ]),
  )
  const template = response.ResponseTemplates['application/json'] ?? ''
  if (template !== '') {
    const allowed = originsOf(template)
    if (!allowed) return notImplemented(`response template of a mock integration: ${template}`)
    if (origin !== undefined && allowed.some((pattern) => pattern.test(origin)))
      headers['Access-Control-Allow-Origin'] = origin
  }
  return { status, headers: { 'Content-Type': 'application/json', ...headers }, body: '' }
}

/** Which origins a template of the Serverless Framework (`cors.origins`) allows instead of the first of them. */
function originsOf(template: string): RegExp[] | undefined {
  const [, condition] =
    /^#set\(\$origin = \$input\.params\("Origin"\)\)\s*#if\(\$origin == ""\) #set\(\$origin = \$input\.params\("origin"\)\) #end\s*#if\((.+)\) #set\(\$context\.responseOverride\.header\.Access-Control-Allow-Origin = \$origin\) #end$/.exec(
      template,
    ) ?? []
  const patterns = condition?.split(' || ').map((test) => /^\$origin\.matches\("([^"]+)"\)$/.exec(test)?.[1])
  if (!patterns?.every((pattern) => pattern !== undefined)) return undefined
  return patterns.map((pattern) => new RegExp(`^(?:${pattern})$`))
}
