import { request as httpRequest } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { Json, JsonObject } from '@sfs3/asl'
import { Template } from '../../../cloudformation/template.ts'
import { createIam } from '../../../iam/iam.ts'
import { ApiGatewayHost, type ApiGatewaySettings } from '../../../services/apigateway/host.ts'
import { stackOf } from '../../../testing/stack.ts'
import { handClock } from '../../support/clocks.ts'
import { requestWith } from '../../support/raw-request.ts'

/** 2026-11-21T01:40:00Z */
const start = 1_795_225_200_000

let time: ReturnType<typeof handClock>
let warnings: string[]
let invoked: { functionName: string; event: JsonObject }[]
let answer: () => Promise<{ payload: string; functionError?: 'Unhandled' }>
let host: ApiGatewayHost
/** Says no to an invocation, if anybody does. */
let invokeDenial: ApiGatewaySettings['invokeDenial']
let url: string

const lambda = {
  Type: 'AWS_PROXY',
  Uri: 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:f/invocations',
}
const resource = (parent: Json, part: string) => ({
  Type: 'AWS::ApiGateway::Resource',
  Properties: { RestApiId: { Ref: 'Api' }, ParentId: parent, PathPart: part },
})
const method = (resourceId: Json, httpMethod: string, more: JsonObject = {}) => ({
  Type: 'AWS::ApiGateway::Method',
  Properties: {
    RestApiId: { Ref: 'Api' },
    ResourceId: resourceId,
    HttpMethod: httpMethod,
    Integration: lambda,
    ...more,
  },
})
const root = { 'Fn::GetAtt': ['Api', 'RootResourceId'] }

const template = Template.parse({
  Resources: {
    Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'api', BinaryMediaTypes: ['image/*'] } },
    Deployment: { Type: 'AWS::ApiGateway::Deployment', Properties: { RestApiId: { Ref: 'Api' }, StageName: 'dev' } },
    Open: resource(root, 'open'),
    Named: resource({ Ref: 'Open' }, '{name}'),
    Rest: resource({ Ref: 'Open' }, '{rest+}'),
    Closed: resource(root, 'closed'),
    Slow: resource(root, 'slow'),
    OpenAny: method({ Ref: 'Open' }, 'ANY'),
    NamedGet: method({ Ref: 'Named' }, 'GET'),
    RestGet: method({ Ref: 'Rest' }, 'GET'),
    ClosedPost: method({ Ref: 'Closed' }, 'POST', { ApiKeyRequired: true }),
    ClosedGet: method({ Ref: 'Closed' }, 'GET', {
      RequestParameters: { 'method.request.querystring.id': true, 'method.request.querystring.more': false },
      RequestValidatorId: { Ref: 'Validator' },
    }),
    ClosedPut: method({ Ref: 'Closed' }, 'PUT', { AuthorizationType: 'COGNITO_USER_POOLS' }),
    ClosedOptions: method({ Ref: 'Closed' }, 'OPTIONS', {
      Integration: {
        Type: 'MOCK',
        RequestTemplates: { 'application/json': '{statusCode:204}' },
        IntegrationResponses: [
          { StatusCode: '204', ResponseParameters: { 'method.response.header.Access-Control-Allow-Origin': "'*'" } },
        ],
      },
    }),
    SlowGet: method({ Ref: 'Slow' }, 'GET', { Integration: { Type: 'HTTP', Uri: 'https://example.com' } }),
    Streamed: resource(root, 'streamed'),
    StreamedGet: method({ Ref: 'Streamed' }, 'GET', {
      Integration: {
        Type: 'AWS_PROXY',
        ResponseTransferMode: 'STREAM',
        Uri: 'arn:aws:apigateway:us-east-1:lambda:path/2021-11-15/functions/arn:aws:lambda:us-east-1:000000000000:function:f/response-streaming-invocations',
      },
    }),
    Validator: {
      Type: 'AWS::ApiGateway::RequestValidator',
      Properties: { RestApiId: { Ref: 'Api' }, ValidateRequestParameters: true },
    },
    Key: { Type: 'AWS::ApiGateway::ApiKey', Properties: { Enabled: true, Name: 'given', Value: 'given-key' } },
    Generated: { Type: 'AWS::ApiGateway::ApiKey', Properties: { Enabled: true, Name: 'generated' } },
    Disabled: { Type: 'AWS::ApiGateway::ApiKey', Properties: { Enabled: false, Value: 'disabled-key' } },
    Planless: { Type: 'AWS::ApiGateway::ApiKey', Properties: { Enabled: true, Value: 'planless-key' } },
    Plan: {
      Type: 'AWS::ApiGateway::UsagePlan',
      Properties: {
        ApiStages: [{ ApiId: { Ref: 'Api' }, Stage: 'dev' }],
        Throttle: { RateLimit: 5, BurstLimit: 2 },
        Quota: { Limit: 4, Period: 'DAY' },
      },
    },
    ...Object.fromEntries(
      ['Key', 'Generated', 'Disabled'].map((key) => [
        `Plan${key}`,
        {
          Type: 'AWS::ApiGateway::UsagePlanKey',
          Properties: { KeyId: { Ref: key }, KeyType: 'API_KEY', UsagePlanId: { Ref: 'Plan' } },
        },
      ]),
    ),
  },
})
const stack = stackOf(template, { stackName: 'fixture' })
const api = stack.ofType('AWS::ApiGateway::RestApi')[0]?.physicalId

beforeEach(async () => {
  time = handClock(start)
  warnings = []
  invoked = []
  invokeDenial = () => undefined
  answer = async () => ({ payload: '{"statusCode":200,"body":"fine"}' })
  host = new ApiGatewayHost({
    accountId: '000000000000',
    region: 'us-east-1',
    clock: time.clock,
    invoke: async (functionName, payload) => {
      invoked.push({ functionName, event: JSON.parse(payload) })
      return { requestId: 'r', ...(await answer()) }
    },
    invokeDenial: (...asked) => invokeDenial(...asked),
    authorizerDenial: () => undefined,
    iam: createIam({ accountId: '000000000000', region: 'us-east-1', resourcePolicies: [] }),
    send: async () => ({ status: 200, headers: {}, body: '{}' }),
    keyValueOf: (logicalId) => `value-of-${logicalId}`,
    warn: (line) => warnings.push(line),
  })
  host.deploy(stack)
  url = `http://127.0.0.1:${await host.listen(0)}/dev`
  host.start()
})
afterEach(() => host.stop())

const eventOf = async (path: string, init?: RequestInit) => {
  await fetch(url + path, init)
  return invoked[0]?.event as JsonObject
}

/** What API Gateway says itself. */
async function refusal(path: string, init?: RequestInit) {
  const response = await fetch(url + path, init)
  return { status: response.status, errorType: response.headers.get('x-amzn-errortype'), body: await response.text() }
}

test('a function whose policy does not let the method in is not invoked', async () => {
  invokeDenial = (functionArn, { stage, httpMethod, resourcePath }) =>
    `${functionArn} refuses ${stage} ${httpMethod} ${resourcePath}`

  expect(await refusal('/open/some')).toEqual({
    status: 500,
    errorType: 'InternalServerErrorException',
    body: '{"message": "Internal server error"}',
  })
  expect(invoked).toEqual([])
  expect(warnings).toEqual([
    'GET /open/{name} answers 500: arn:aws:lambda:us-east-1:000000000000:function:f refuses dev GET /open/{name}',
  ])
})

test('pages of this machine may call, and those that the template allows; others are refused before anything is asked', async () => {
  const statusOf = async (path: string, headers: Record<string, string>, method = 'GET') => {
    const { status } = await requestWith(url + path, method, headers)
    return [status, invoked.splice(0).length]
  }
  const cross = { 'sec-fetch-site': 'cross-site' }

  expect(await statusOf('/open/some', { origin: 'http://localhost:5173', ...cross })).toEqual([200, 1])
  expect(
    await statusOf('/open/some', { ...cross, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }),
  ).toEqual([200, 1])
  expect(await statusOf('/open/some', { origin: 'https://evil.example' })).toEqual([403, 0])
  expect(await statusOf('/open/some', { origin: 'null' })).toEqual([403, 0])
  expect(await statusOf('/closed', { origin: 'https://evil.example' }, 'OPTIONS')).toEqual([204, 0])
  expect(await statusOf('/open/some', { ...cross, 'sec-fetch-dest': 'image' })).toEqual([403, 0])
  expect(await statusOf('/open/some', { host: 'evil.example' })).toEqual([403, 0])
})

test('a page that may not call cannot read why, whatever the template lets pages read', async () => {
  const readable = { 'gatewayresponse.header.Access-Control-Allow-Origin': "'*'" }
  const Properties = { RestApiId: { Ref: 'Api' }, ResponseType: 'DEFAULT_4XX', ResponseParameters: readable }
  const Refused = { Type: 'AWS::ApiGateway::GatewayResponse', Properties }
  host.deploy(stackOf({ Resources: { ...template.Resources, Refused } }, { stackName: 'fixture' }))

  const answerTo = (origin: string) => requestWith(`${url}/unknown`, 'GET', { origin })
  expect(await answerTo('http://localhost:5173')).toMatchObject({
    status: 403,
    headers: { 'access-control-allow-origin': '*' },
  })
  const foreign = await answerTo('https://evil.example')
  expect(foreign).toMatchObject({ status: 403, body: expect.stringContaining('pages of https://evil.example') })
  expect(foreign.headers).not.toHaveProperty('access-control-allow-origin')
})

test('413 for what Lambda does not take, though API Gateway does', async () => {
  answer = async () => {
    throw Object.assign(new Error('7 MB'), { name: 'RequestTooLargeException' })
  }
  expect(await refusal('/open/some')).toEqual({
    status: 413,
    errorType: 'RequestTooLargeException',
    body: '{"message":"Request Too Long"}',
  })
})

test('a streamed response is not implemented', async () => {
  expect(await refusal('/streamed')).toMatchObject({ status: 501, errorType: 'NotImplemented' })
  expect(invoked).toEqual([])
})

test('the event is a proxy event of payload format 1.0', async () => {
  await new Promise((resolve, reject) => {
    const request = httpRequest(`${url}/open/a%20b?x=1&x=2+3&y=%C3%A9`, {
      headers: ['Host', 'api.localhost', 'X-Many', 'a', 'x-many', 'b', 'User-Agent', 'curl/8'],
    })
    request.on('response', (response) => response.resume().on('end', resolve)).on('error', reject)
    request.end()
  })

  expect(invoked).toEqual([
    {
      functionName: 'arn:aws:lambda:us-east-1:000000000000:function:f',
      event: {
        resource: '/open/{name}',
        path: '/open/a%20b',
        httpMethod: 'GET',
        headers: {
          Host: 'api.localhost',
          'X-Many': 'b',
          'User-Agent': 'curl/8',
          'X-Forwarded-For': '127.0.0.1',
          'X-Forwarded-Port': '443',
          'X-Forwarded-Proto': 'https',
          'X-Amzn-Trace-Id': expect.stringMatching(/^Root=1-00000000-[0-9a-f]{24}$/),
        },
        multiValueHeaders: {
          Host: ['api.localhost'],
          'X-Many': ['a', 'b'],
          'User-Agent': ['curl/8'],
          'X-Forwarded-For': ['127.0.0.1'],
          'X-Forwarded-Port': ['443'],
          'X-Forwarded-Proto': ['https'],
          'X-Amzn-Trace-Id': [expect.any(String)],
        },
        queryStringParameters: { x: '2 3', y: 'é' },
        multiValueQueryStringParameters: { x: ['1', '2 3'], y: ['é'] },
        pathParameters: { name: 'a b' },
        stageVariables: null,
        requestContext: {
          resourceId: expect.any(String),
          resourcePath: '/open/{name}',
          httpMethod: 'GET',
          extendedRequestId: expect.any(String),
          requestTime: '21/Nov/2026:01:40:00 +0000',
          path: '/dev/open/a%20b',
          accountId: '000000000000',
          protocol: 'HTTP/1.1',
          stage: 'dev',
          domainPrefix: api,
          requestTimeEpoch: start,
          requestId: expect.any(String),
          identity: {
            cognitoIdentityPoolId: null,
            accountId: null,
            cognitoIdentityId: null,
            caller: null,
            sourceIp: '127.0.0.1',
            principalOrgId: null,
            accessKey: null,
            cognitoAuthenticationType: null,
            cognitoAuthenticationProvider: null,
            userArn: null,
            userAgent: 'curl/8',
            user: null,
            apiKey: null,
            apiKeyId: null,
            clientCert: null,
          },
          authorizer: null,
          domainName: `${api}.execute-api.us-east-1.amazonaws.com`,
          apiId: api,
        },
        body: null,
        isBase64Encoded: false,
      },
    },
  ])
})

describe('the event has', () => {
  test('null where there are no parameters', async () => {
    expect(await eventOf('/open')).toMatchObject({
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: null,
    })
  })

  test('the body as text', async () => {
    expect(await eventOf('/open', { method: 'POST', body: '{"ä":1}' })).toMatchObject({
      body: '{"ä":1}',
      isBase64Encoded: false,
    })
  })

  test('the body in Base64 when its type is one of the binary media types', async () => {
    const init = { method: 'POST', body: new Uint8Array([255, 0]), headers: { 'content-type': 'image/png' } }
    expect(await eventOf('/open', init)).toMatchObject({ body: '/wA=', isBase64Encoded: true })
  })

  test('the API key of the caller', async () => {
    const event = await eventOf('/closed', { method: 'POST', headers: { 'x-api-key': 'given-key' } })
    expect(event.requestContext).toMatchObject({ identity: { apiKey: 'given-key', apiKeyId: expect.any(String) } })
  })

  test('the rest of the path', async () => {
    expect(await eventOf('/open/a/b%2Fc')).toMatchObject({
      resource: '/open/{rest+}',
      pathParameters: { rest: 'a/b/c' },
    })
  })
})

describe('the answer of the function', () => {
  const answerWith = (result: Json) => {
    answer = async () => ({ payload: JSON.stringify(result) })
    return fetch(`${url}/open`)
  }

  test('becomes the response', async () => {
    const response = await answerWith({
      statusCode: 201,
      headers: { Location: '/x', 'x-number': 1 },
      multiValueHeaders: { 'set-cookie': ['a=1', 'b=2'] },
      body: 'é',
    })
    expect({
      status: response.status,
      location: response.headers.get('location'),
      number: response.headers.get('x-number'),
      type: response.headers.get('content-type'),
      cookies: response.headers.getSetCookie(),
      requestId: response.headers.get('x-amzn-requestid'),
      body: await response.text(),
    }).toEqual({
      status: 201,
      location: '/x',
      number: '1',
      type: 'application/json',
      cookies: ['a=1', 'b=2'],
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      body: 'é',
    })
  })

  test('is decoded when the caller accepts a binary media type', async () => {
    answer = async () => ({ payload: '{"statusCode":200,"body":"/wA=","isBase64Encoded":true}' })
    const image = await fetch(`${url}/open`, { headers: { accept: 'image/png' } })
    expect(new Uint8Array(await image.arrayBuffer())).toEqual(new Uint8Array([255, 0]))
    const text = await fetch(`${url}/open`, { headers: { accept: 'text/plain' } })
    expect(await text.text()).toBe('/wA=')
  })

  test('keeps the headers that API Gateway keeps for itself under another name', async () => {
    const response = await answerWith({ statusCode: 401, headers: { 'WWW-Authenticate': 'Basic' } })
    expect(response.headers.get('x-amzn-remapped-www-authenticate')).toBe('Basic')
  })

  const malformed: Json[] = [
    null,
    'text',
    {},
    { statusCode: 'fine' },
    { statusCode: 200, body: { a: 1 } },
    { statusCode: 200, headers: { a: ['b'] } },
  ]
  test.each(malformed)('is a 502 when it is %j', async (result) => {
    const response = await answerWith(result)
    expect({ status: response.status, body: await response.text() }).toEqual({
      status: 502,
      body: '{"message": "Internal server error"}',
    })
    expect(warnings).toEqual(['ANY /open answers 502: malformed Lambda proxy response'])
  })
})

describe('API Gateway itself answers', () => {
  const missingToken = {
    status: 403,
    errorType: 'MissingAuthenticationTokenException',
    body: '{"message":"Missing Authentication Token"}',
  }
  const forbidden = { status: 403, errorType: 'ForbiddenException', body: '{"message":"Forbidden"}' }

  test('403 to an unknown path or method', async () => {
    expect(await refusal('/nowhere')).toEqual(missingToken)
    expect(await refusal('/open/x', { method: 'POST' })).toEqual(missingToken)
    expect((await fetch(`${url}/closed`, { method: 'HEAD' })).status).toBe(403)
  })

  test('403 to an unknown stage', async () => {
    expect(await refusal('/../prod/open')).toEqual(forbidden)
  })

  test.each([[undefined], ['wrong'], ['disabled-key'], ['planless-key']])('403 to the API key %p', async (key) => {
    expect(await refusal('/closed', { method: 'POST', headers: key ? { 'x-api-key': key } : {} })).toEqual(forbidden)
  })

  test('429 to more than the usage plan allows, until a token has come back', async () => {
    const post = (key: string) => refusal('/closed', { method: 'POST', headers: { 'x-api-key': key } })
    const throttled = { status: 429, errorType: 'TooManyRequestsException', body: '{"message":"Too Many Requests"}' }

    expect([(await post('given-key')).status, (await post('given-key')).status]).toEqual([200, 200])
    expect(await post('given-key')).toEqual(throttled)
    expect((await post('value-of-Generated')).status).toBe(200)
    time.advance(200)
    expect((await post('given-key')).status).toBe(200)
    expect(await post('given-key')).toEqual(throttled)
  })

  test('429 to more than the quota of the day, until the next', async () => {
    const post = () => refusal('/closed', { method: 'POST', headers: { 'x-api-key': 'given-key' } })
    for (let count = 0; count < 4; count++) {
      expect((await post()).status).toBe(200)
      time.advance(1000)
    }
    expect(await post()).toEqual({
      status: 429,
      errorType: 'LimitExceededException',
      body: '{"message":"Limit Exceeded"}',
    })
    time.advance(86_400_000)
    expect((await post()).status).toBe(200)
  })

  test('413 above 10 MB', async () => {
    expect(await refusal('/open', { method: 'POST', body: 'x'.repeat(10 * 1024 * 1024 + 1) })).toEqual({
      status: 413,
      errorType: 'RequestTooLargeException',
      body: '{"message":"Request Too Long"}',
    })
    expect((await fetch(`${url}/open`, { method: 'POST', body: 'x'.repeat(10 * 1024 * 1024) })).status).toBe(200)
  })

  test('504 after 29 seconds', async () => {
    answer = () => new Promise(() => {})
    const response = refusal('/open')
    while (time.due().length === 0) await new Promise(setImmediate)
    expect(time.due()).toEqual([start + 29_000])
    time.advance(29_000)
    expect(await response).toEqual({
      status: 504,
      errorType: 'InternalServerErrorException',
      body: '{"message": "Endpoint request timed out"}',
    })
  })

  test('502 when the function failed, and tells the developer why', async () => {
    answer = async () => ({ payload: '{"errorType":"Error","errorMessage":"secret"}', functionError: 'Unhandled' })
    expect(await refusal('/open')).toEqual({
      status: 502,
      errorType: 'InternalServerErrorException',
      body: '{"message": "Internal server error"}',
    })
    expect(warnings).toEqual(['ANY /open answers 502: {"errorType":"Error","errorMessage":"secret"}'])
  })

  test('400 when a required parameter is missing', async () => {
    expect(await refusal('/closed')).toEqual({
      status: 400,
      errorType: 'BadRequestException',
      body: '{"message":"Missing required request parameters: [id]"}',
    })
    expect((await fetch(`${url}/closed?id=1`)).status).toBe(200)
  })

  test('OPTIONS of a mock integration', async () => {
    const response = await fetch(`${url}/closed`, { method: 'OPTIONS' })
    expect({ status: response.status, origin: response.headers.get('access-control-allow-origin') }).toEqual({
      status: 204,
      origin: '*',
    })
  })

  test('501 for what the local region does not have', async () => {
    expect((await refusal('/slow')).body).toBe(
      '{"message":"NotImplemented: the local region has no integration HTTP https://example.com"}',
    )
    expect((await refusal('/closed', { method: 'PUT' })).body).toBe(
      '{"message":"NotImplemented: the local region has no authorization type COGNITO_USER_POOLS"}',
    )
  })
})
