import { describe, expect, test } from '@jest/globals'
import type { JsonObject } from '@sfs3/asl'
import { customised, customResponsesOf } from '../../../services/apigateway/custom-response.ts'
import { gatewayResponse } from '../../../services/apigateway/gateway-response.ts'
import { stackOf } from '../../../testing/stack.ts'

const gateway = (ResponseType: string, more: JsonObject) => ({
  Type: 'AWS::ApiGateway::GatewayResponse',
  Properties: { RestApiId: { Ref: 'Api' }, ResponseType, ...more },
})
const template = {
  Resources: {
    Api: { Type: 'AWS::ApiGateway::RestApi', Properties: {} },
    InvalidKey: gateway('INVALID_API_KEY', {
      StatusCode: '401',
      ResponseParameters: {
        'gatewayresponse.header.Content-Type': "'application/problem+json'",
        'gatewayresponse.header.Access-Control-Allow-Origin': "'*'",
      },
      ResponseTemplates: {
        'application/json':
          '{"message":$context.error.messageString,"type":"$context.error.responseType","id":"$context.requestId"}',
      },
    }),
    Throttled: gateway('THROTTLED', { ResponseParameters: { 'gatewayresponse.header.X': 'method.request.header.X' } }),
    Default4xx: gateway('DEFAULT_4XX', {
      ResponseTemplates: { 'application/json': '{"said":"$context.error.message"}' },
    }),
  },
}
const stack = stackOf(template, { stackName: 'test' })
const custom = customResponsesOf(stack.resources[0]?.physicalId ?? '', stack)
const answer = (response: Parameters<typeof customised>[0]) => customised(response, custom, 'r-1')

describe('what API Gateway answers by itself is as the API wants it', () => {
  test('status, headers and body, with what it knows of the refusal', () => {
    expect(answer(gatewayResponse('INVALID_API_KEY'))).toMatchObject({
      status: 401,
      headers: {
        'Content-Type': 'application/problem+json',
        'Access-Control-Allow-Origin': '*',
        'x-amzn-ErrorType': 'ForbiddenException',
      },
      body: '{"message":"Forbidden","type":"INVALID_API_KEY","id":"r-1"}',
    })
    expect(answer(gatewayResponse('INVALID_API_KEY')).headers).not.toHaveProperty('content-type')
  })

  test('DEFAULT_4XX for the others below 500, with their status', () => {
    expect(answer(gatewayResponse('QUOTA_EXCEEDED'))).toMatchObject({
      status: 429,
      headers: { 'content-type': 'application/json' },
      body: '{"said":"Limit Exceeded"}',
    })
    expect(answer(gatewayResponse('BAD_REQUEST_PARAMETERS', 'Missing: [id]')).body).toBe('{"said":"Missing: [id]"}')
  })

  test('and as always where the API says nothing', () => {
    const response = gatewayResponse('INTEGRATION_TIMEOUT')
    expect(answer(response)).toBe(response)
  })

  test('a header that is taken from the request is not implemented', () => {
    expect(answer(gatewayResponse('THROTTLED'))).toMatchObject({
      status: 501,
      body: '{"message":"NotImplemented: the local region has no gateway response parameter gatewayresponse.header.X: method.request.header.X"}',
    })
  })

  test("a function's own answer stays as it is", () => {
    const response = { status: 403, headers: {}, body: 'mine' }
    expect(answer(response)).toBe(response)
  })
})
