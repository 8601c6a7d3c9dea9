import * as z from 'zod'
import type { StackResources } from '../../cloudformation/stack.ts'
import { type HttpResponse, notImplemented } from './gateway-response.ts'

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-gatewayresponse.html */
const Properties = z.looseObject({
  RestApiId: z.string(),
  ResponseType: z.string(),
  StatusCode: z.coerce.number().optional(),
  ResponseParameters: z.record(z.string(), z.string()).default({}),
  ResponseTemplates: z.record(z.string(), z.string()).default({}),
})
type CustomResponse = z.infer<typeof Properties>

/** What an API answers in the place of API Gateway's own words, by response type. */
export type CustomResponses = ReadonlyMap<string, CustomResponse>

/** @throws ZodError */
export function customResponsesOf(restApiId: string, stack: StackResources): CustomResponses {
  const responses = stack
    .ofType('AWS::ApiGateway::GatewayResponse')
    .map(({ properties }) => Properties.parse(properties))
    .filter(({ RestApiId }) => RestApiId === restApiId)
  return new Map(responses.map((response) => [response.ResponseType, response]))
}

/** The answer as the API wants it. A function's own answers stay as they are. */
export function customised(response: HttpResponse, custom: CustomResponses, requestId: string): HttpResponse {
  const { refusal } = response
  if (!refusal) return response
  const wanted = custom.get(refusal.type) ?? custom.get(response.status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX')
  if (!wanted) return response

  const headers = { ...response.headers }
  for (const [parameter, value] of Object.entries(wanted.ResponseParameters)) {
    const [, name] = parameter.match(/^gatewayresponse\.header\.(.+)$/) ?? []
    const [, text] = value.match(/^'(.*)'$/) ?? []
    if (name === undefined || text === undefined)
      return notImplemented(`gateway response parameter ${parameter}: ${value}`)
    const other = Object.keys(headers).find((header) => header.toLowerCase() === name.toLowerCase())
    if (other) delete headers[other]
    headers[name] = text
  }
  const template = wanted.ResponseTemplates['application/json']
  const variables: Record<string, string> = {
    '$context.error.messageString': JSON.stringify(refusal.message),
    '$context.error.message': refusal.message ?? '',
    '$context.error.responseType': refusal.type,
    '$context.requestId': requestId,
  }
  const body = template?.replaceAll(/\$context(?:\.\w+)+/g, (name) => variables[name] ?? name)
  return { ...response, status: wanted.StatusCode ?? response.status, headers, body: body ?? response.body }
}
