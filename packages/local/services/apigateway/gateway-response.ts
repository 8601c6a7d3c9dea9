export type HttpResponse = {
  status: number
  headers: Record<string, string | string[]>
  body: string | Buffer
  /** Why API Gateway answers by itself, if it does. */
  refusal?: Refusal
}
export type Refusal = { type: GatewayResponseType; message: string | null }

/**
 * What API Gateway answers itself, before or instead of the function.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
const responses = {
  ACCESS_DENIED: [403, 'ForbiddenException', '{"message":"Forbidden"}'],
  API_CONFIGURATION_ERROR: [500, 'InternalServerErrorException', '{"message": "Internal server error"}'],
  AUTHORIZER_CONFIGURATION_ERROR: [500, 'AuthorizerConfigurationException', '{"message":null}'],
  AUTHORIZER_FAILURE: [500, 'AuthorizerFailureException', '{"message":null}'],
  BAD_REQUEST_PARAMETERS: [400, 'BadRequestException', ''],
  BAD_REQUEST_BODY: [400, 'BadRequestException', '{"message": "Invalid request body"}'],
  INTEGRATION_FAILURE: [502, 'InternalServerErrorException', '{"message": "Internal server error"}'],
  INTEGRATION_TIMEOUT: [504, 'InternalServerErrorException', '{"message": "Endpoint request timed out"}'],
  INVALID_API_KEY: [403, 'ForbiddenException', '{"message":"Forbidden"}'],
  INVALID_SIGNATURE: [403, 'InvalidSignatureException', ''],
  MISSING_AUTHENTICATION_TOKEN: [
    403,
    'MissingAuthenticationTokenException',
    '{"message":"Missing Authentication Token"}',
  ],
  QUOTA_EXCEEDED: [429, 'LimitExceededException', '{"message":"Limit Exceeded"}'],
  REQUEST_TOO_LARGE: [413, 'RequestTooLargeException', '{"message":"Request Too Long"}'],
  THROTTLED: [429, 'TooManyRequestsException', '{"message":"Too Many Requests"}'],
  UNAUTHORIZED: [401, 'UnauthorizedException', '{"message":"Unauthorized"}'],
} as const satisfies Record<string, readonly [status: number, errorType: string, body: string]>

export type GatewayResponseType = keyof typeof responses

/** With its usual message and error, unless it has one that says more. */
export function gatewayResponse(type: GatewayResponseType, message?: string, error?: string): HttpResponse {
  const [status, errorType, body] = responses[type]
  return {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-ErrorType': error ?? errorType },
    body: message === undefined ? body : JSON.stringify({ message }),
    refusal: { type, message: message ?? (body === '' ? '' : JSON.parse(body).message) },
  }
}

/** To a page that may not call. AWS would answer; so nothing of the template, which may let pages read, changes this answer. */
export function foreignPage(why: string): HttpResponse {
  const { refusal: _, ...response } = gatewayResponse('ACCESS_DENIED', `Forbidden: ${why}`)
  return response
}

/** While the region starts. A load balancer says the same when nothing behind it is ready. */
export function notReady(): HttpResponse {
  return {
    status: 503,
    headers: {
      'content-type': 'application/json',
      'x-amzn-ErrorType': 'ServiceUnavailableException',
      'retry-after': '1',
    },
    body: '{"message":"Service Unavailable"}',
  }
}

/** What the template asks for and the local region cannot do. AWS would have done it. */
export function notImplemented(what: string): HttpResponse {
  return {
    status: 501,
    headers: { 'content-type': 'application/json', 'x-amzn-ErrorType': 'NotImplemented' },
    body: JSON.stringify({ message: `NotImplemented: the local region has no ${what}` }),
  }
}
