import { gatewayHeaders } from './cors.ts'
import { ofType, ref, type Template } from './template.ts'

/** What API Gateway answers instead of a function: no status where it decides which. */
type Answer = { status?: number; title: string; name: string; detail: string; headers?: Record<string, string> }

const forbidden = { status: 403, title: 'Forbidden', name: 'forbidden' }
const unauthorized = { status: 401, title: 'Unauthorized', name: 'unauthorized' }
const tooManyRequests = { status: 429, title: 'Too Many Requests', name: 'too-many-requests' }
const defective = { title: 'Internal Server Error', name: 'internal-server-error' }
const internalServerError = { status: 500, ...defective }
const defect = 'The request could not be answered, which is not its fault: report the x-amzn-requestid of this answer.'

/**
 * Problems as `src/facade/http/problem.ts` has them. `docs/api.md` says what to do about each.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
const answers: Record<string, Answer> = {
  ACCESS_DENIED: { ...forbidden, detail: 'Who you are was understood, but you may not do this.' },
  API_CONFIGURATION_ERROR: { ...internalServerError, detail: defect },
  AUTHORIZER_CONFIGURATION_ERROR: { ...internalServerError, detail: defect },
  AUTHORIZER_FAILURE: { ...internalServerError, detail: 'Who you are could not be found out: ask again.' },
  BAD_REQUEST_BODY: { status: 400, title: 'Bad Request', name: 'bad-request', detail: 'The body is not valid.' },
  BAD_REQUEST_PARAMETERS: {
    ...{ status: 400, title: 'Bad Request', name: 'bad-request' },
    detail: 'A parameter is missing or not valid: see message.',
  },
  EXPIRED_TOKEN: { ...forbidden, detail: 'The token or the signature has expired: get a new one.' },
  // Also what Lambda refuses when as many functions run as the account may have.
  INTEGRATION_FAILURE: {
    ...{ status: 502, title: 'Bad Gateway', name: 'bad-gateway' },
    detail:
      'The function failed, or none was left to answer: ask again after Retry-After, a start with its Idempotency-Key. If it stays so, report the x-amzn-requestid of this answer.',
    headers: { 'Retry-After': '1' },
  },
  INTEGRATION_TIMEOUT: {
    ...{ status: 504, title: 'Gateway Timeout', name: 'gateway-timeout' },
    detail: 'The answer took too long. What was started goes on: repeat the request with its Idempotency-Key.',
  },
  INVALID_API_KEY: { ...forbidden, detail: 'Send a valid API key in the header x-api-key.' },
  INVALID_SIGNATURE: { ...forbidden, detail: 'The signature does not fit the request: check secret, time and region.' },
  MISSING_AUTHENTICATION_TOKEN: {
    ...forbidden,
    detail: 'There is no such route, or the request lacks its credentials: GET /openapi.json lists the routes.',
  },
  QUOTA_EXCEEDED: { ...tooManyRequests, detail: 'The quota of this API key is used up.' },
  REQUEST_TOO_LARGE: {
    ...{ status: 413, title: 'Content Too Large', name: 'content-too-large' },
    detail: 'The request has more than 10 MB: send less.',
  },
  RESOURCE_NOT_FOUND: {
    ...{ status: 404, title: 'Not Found', name: 'not-found' },
    detail: 'There is no such route: GET /openapi.json lists them.',
  },
  THROTTLED: {
    ...tooManyRequests,
    detail: 'Too many requests in a second: ask again after Retry-After.',
    headers: { 'Retry-After': '1' },
  },
  UNAUTHORIZED: {
    ...unauthorized,
    detail: 'Send a valid token in the header Authorization.',
    headers: { 'WWW-Authenticate': 'Bearer' },
  },
  UNSUPPORTED_MEDIA_TYPE: {
    ...{ status: 415, title: 'Unsupported Media Type', name: 'unsupported-media-type' },
    detail: 'Send JSON, with content-type: application/json.',
  },
  WAF_FILTERED: { ...forbidden, detail: 'The firewall of this API refuses the request.' },
  DEFAULT_4XX: { title: 'Refused', name: 'refused', detail: 'The request was refused: see message.' },
  DEFAULT_5XX: { ...defective, detail: defect },
}

/**
 * What API Gateway answers by itself is `application/problem+json`, and has its own words in `message`.
 * @param corsOrigins whose pages may read it
 */
export function addGatewayResponses(template: Template, corsOrigins: readonly string[] = []): void {
  for (const [api] of ofType(template, 'AWS::ApiGateway::RestApi')) {
    const ids = Object.entries(answers).map(([ResponseType, { status, title, name, detail, headers = {} }]) => {
      const id = `${api}${ResponseType.replaceAll(/_?([A-Z0-9])([A-Z0-9]*)/g, (_, first, rest) => first + rest.toLowerCase())}`
      const problem = { type: `urn:sfs3:problem:${name}`, ...(status && { status }), title, detail }
      template.Resources[id] = {
        Type: 'AWS::ApiGateway::GatewayResponse',
        Properties: {
          RestApiId: ref(api),
          ResponseType,
          ...(status && { StatusCode: String(status) }),
          ResponseParameters: Object.fromEntries(
            Object.entries({
              'Content-Type': 'application/problem+json',
              ...headers,
              ...gatewayHeaders(corsOrigins),
            }).map(([header, value]) => [`gatewayresponse.header.${header}`, `'${value}'`]),
          ),
          ResponseTemplates: {
            'application/json': `${JSON.stringify(problem).slice(0, -1)},"message":$context.error.messageString}`,
          },
        },
      }
      return id
    })
    // A deployment is a picture of the API: what comes after it is not in it.
    for (const resource of Object.values(template.Resources))
      if (resource.Type === 'AWS::ApiGateway::Deployment') resource.DependsOn = [resource.DependsOn ?? [], ids].flat()
  }
}
