import type { Json, JsonObject } from '@sfs3/asl'
import type { APIGatewayProxyEvent } from 'aws-lambda'
import type { Clock } from '../../clock/clock.ts'
import type { AwsRequest, AwsResponse } from '../../endpoint/service.ts'
import { roleCaller, roleNameOf } from '../../iam/caller.ts'
import type { Invoke } from '../lambda/invoke.ts'
import { gatewayResponse, type HttpResponse, notImplemented } from './gateway-response.ts'
import { invokeWithin } from './invoke-within.ts'
import { renderTemplate, TemplateFailed, type TemplateInput } from './mapping-template.ts'
import type { Integration } from './rest-api.ts'

export type ServiceIntegrationSettings = {
  accountId: string
  clock: Clock
  invoke: Invoke
  /** Why the method may not invoke a function, in AWS's words; undefined when it may. */
  denial: (functionArn: string) => string | undefined
  send(signingName: string, request: AwsRequest): Promise<AwsResponse>
  warn: (line: string) => void
}

/** What of an `X-Amz-Target` names each service that is called by `action/…`. */
const targets: Readonly<Record<string, { prefix: string; contentType: string }>> = {
  states: { prefix: 'AWSStepFunctions', contentType: 'application/x-amz-json-1.0' },
  dynamodb: { prefix: 'DynamoDB_20120810', contentType: 'application/x-amz-json-1.0' },
  events: { prefix: 'AWSEvents', contentType: 'application/x-amz-json-1.1' },
}

/** Whether the region has what an integration of type `AWS` calls. */
export function runsService(uri: string): boolean {
  const { service, kind } = calledBy(uri)
  return service === 'lambda' || (kind === 'action' ? service in targets : service === 'sqs')
}

/** `arn:aws:apigateway:us-east-1:states:action/StartExecution` */
function calledBy(uri: string): Record<'service' | 'kind' | 'rest', string> {
  const [, service = '', kind = '', rest = ''] =
    /^arn:[\w-]+:apigateway:[\w-]+:([\w.-]+):(action|path)\/(.*)$/.exec(uri) ?? []
  return { service, kind, rest }
}

/** What an integration answered: `outcome` is what its responses are chosen by. */
type Answered = { outcome: string; body: string; headers: Readonly<Record<string, string>> }

/**
 * Carries out an integration of type `AWS`: a mapping template makes the request of a service, another the answer of what it said.
 * Services of the region by `action/…` and `path/…`, functions without the proxy's event.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-integration-settings.html
 */
export async function serviceResponse(
  integration: Integration,
  event: APIGatewayProxyEvent,
  settings: ServiceIntegrationSettings,
): Promise<HttpResponse> {
  if (!runsService(integration.Uri ?? '')) return notImplemented(`integration ${integration.Uri}`)
  const input = inputOf(event)
  try {
    const payload = requestBody(integration, input)
    if (payload === undefined) {
      const headers = { 'content-type': 'application/json' }
      return { status: 415, headers, body: '{"message": "Unsupported Media Type"}' }
    }
    const answered = await answer(integration, payload, event, settings)
    return answered === 'timed out' ? gatewayResponse('INTEGRATION_TIMEOUT') : mapped(integration, answered, input)
  } catch (error) {
    if (!(error instanceof TemplateFailed) && !(error instanceof MayNot)) throw error
    settings.warn(`${event.httpMethod} ${event.resource} answers 500: ${error.message}`)
    return gatewayResponse('API_CONFIGURATION_ERROR')
  }
}

function inputOf(event: APIGatewayProxyEvent): TemplateInput {
  const { identity, ...context } = event.requestContext as unknown as JsonObject
  const known = Object.entries((identity ?? {}) as JsonObject).filter(([, value]) => value !== null)
  return {
    body: event.body ?? '',
    parameters: {
      header: strings(event.headers),
      querystring: strings(event.queryStringParameters ?? {}),
      path: strings(event.pathParameters ?? {}),
    },
    context: { ...context, authorizer: context.authorizer ?? {}, identity: Object.fromEntries(known) as JsonObject },
    stageVariables: strings(event.stageVariables ?? {}),
  }
}

/** What the request's template makes of it, or the request as it came where there is none; undefined where that is not let through. */
function requestBody({ RequestTemplates, PassthroughBehavior }: Integration, input: TemplateInput): string | undefined {
  const { header } = input.parameters
  const [, type = 'application/json'] =
    Object.entries(header).find(([name]) => name.toLowerCase() === 'content-type') ?? []
  const template = RequestTemplates[type.split(';')[0]?.trim() ?? '']
  if (template !== undefined) return renderTemplate(template, input)
  if (PassthroughBehavior === 'NEVER') return undefined
  if (PassthroughBehavior === 'WHEN_NO_TEMPLATES' && Object.keys(RequestTemplates).length > 0) return undefined
  return input.body
}

async function answer(
  { Uri = '', Credentials, RequestParameters, TimeoutInMillis }: Integration,
  payload: string,
  event: APIGatewayProxyEvent,
  { accountId, send, denial, ...waiting }: ServiceIntegrationSettings,
): Promise<Answered | 'timed out'> {
  const { service, rest } = calledBy(Uri)
  const fixed = fixedParameters(RequestParameters)
  if (service === 'lambda') {
    const functionArn = /functions\/(.+)\/invocations$/.exec(rest)?.[1] ?? ''
    const refusal = denial(functionArn)
    if (refusal !== undefined) throw new MayNot(refusal)
    const result = await invokeWithin(TimeoutInMillis, functionArn, payload || '{}', waiting)
    if (result === 'timed out') return result
    if (result === 'too large') return { outcome: 'Request Too Long', body: '{}', headers: {} }
    if ('payload' in result) return { outcome: '', body: result.payload, headers: {} }
    return { outcome: messageIn(result.failure), body: result.failure, headers: {} }
  }
  const target = targets[service]
  if (!Credentials?.includes(':role/')) throw new MayNot('its integration names no role in Credentials')
  const caller = roleCaller(roleNameOf(Credentials), 'apigateway', accountId)
  const headers: Record<string, string> = target
    ? { 'content-type': target.contentType, 'x-amz-target': `${target.prefix}.${rest}`, ...fixed }
    : { 'content-type': 'application/x-www-form-urlencoded', ...fixed }
  const url = target
    ? '/'
    : `/${rest.replaceAll(/\{(\w+)\}/g, (_, name: string) => event.pathParameters?.[name] ?? '')}`
  const {
    status,
    body,
    headers: answeredWith,
  } = await send(service, { method: 'POST', url, headers, body: Buffer.from(payload), caller })
  return { outcome: String(status), body: String(body), headers: answeredWith }
}

function messageIn(failure: string): string {
  try {
    return String((JSON.parse(failure) as JsonObject).errorMessage ?? '')
  } catch {
    return failure
  }
}

/** API Gateway may not do what the integration says. */
class MayNot extends Error {
  override readonly name = 'MayNot'
}

/** `integration.request.header.Content-Type: "'application/x-www-form-urlencoded'"` */
const fixedParameters = (parameters: Integration['RequestParameters']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(parameters).flatMap(([name, value]) => {
      const [, header, text] = [
        ...(/^integration\.request\.header\.(.+)$/.exec(name) ?? []),
        /^'(.*)'$/.exec(value)?.[1],
      ]
      return header === undefined || text === undefined ? [] : [[header.toLowerCase(), text]]
    }),
  )

/** The first response whose pattern fits what was answered, else the one without a pattern. */
function mapped({ IntegrationResponses }: Integration, answered: Answered, input: TemplateInput): HttpResponse {
  const { outcome, body, headers } = answered
  const chosen =
    IntegrationResponses.find(
      ({ SelectionPattern }) => SelectionPattern && new RegExp(`^(?:${SelectionPattern})$`, 's').test(outcome),
    ) ?? IntegrationResponses.find(({ SelectionPattern }) => !SelectionPattern)
  if (!chosen) return gatewayResponse('API_CONFIGURATION_ERROR')
  const template = chosen.ResponseTemplates['application/json']
  const parameters = Object.entries(chosen.ResponseParameters).flatMap(([name, from]) => {
    const value = /^'(.*)'$/s.exec(from)?.[1] ?? headers[from.replace('integration.response.header.', '').toLowerCase()]
    return value === undefined ? [] : [[name.replace('method.response.header.', ''), value]]
  })
  return {
    status: chosen.StatusCode,
    headers: { 'content-type': 'application/json', ...Object.fromEntries(parameters) },
    body: template ? renderTemplate(template, { ...input, body }) : body,
  }
}

const strings = (values: Readonly<Record<string, Json | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  )
