import { gatewayResponse, type HttpResponse } from './gateway-response.ts'
import type { Integration } from './rest-api.ts'

/**
 * A `MOCK` integration answers by itself, e.g. `OPTIONS` for CORS. Its request template says with which status; the headers are
 * literals in quotes.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
 */
export function mockResponse({ RequestTemplates, IntegrationResponses }: Integration): HttpResponse {
  const status = Number(RequestTemplates['application/json']?.match(/statusCode"?\s*:\s*(\d{3})/)?.[1])
  const response = IntegrationResponses.find(({ StatusCode }) => StatusCode === status)
  if (!response) return gatewayResponse('API_CONFIGURATION_ERROR')
  const headers = Object.entries(response.ResponseParameters).map(([name, value]) => [
    name.replace('method.response.header.', ''),
    value.replace(/^'(.*)'$/, '$1'),
  ])
  return { status, headers: { 'Content-Type': 'application/json', ...Object.fromEntries(headers) }, body: '' }
}
