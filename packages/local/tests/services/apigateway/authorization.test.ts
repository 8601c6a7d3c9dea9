import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import type { Json, JsonObject } from '@sfs3/asl'
import { Template } from '../../../cloudformation/template.ts'
import { accessKeyIdOf } from '../../../iam/credentials.ts'
import { createIam } from '../../../iam/iam.ts'
import { ApiGatewayHost } from '../../../services/apigateway/host.ts'
import { stackOf } from '../../../testing/stack.ts'
import { handClock } from '../../support/clocks.ts'
import { signedHeaders } from '../../support/sign.ts'

const lambda = (name: string) =>
  `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:${name}/invocations`
const resource = (path: string, authorization: JsonObject): [string, Json][] => [
  [path, { Type: 'AWS::ApiGateway::Resource', Properties: { RestApiId: api, ParentId: root, PathPart: path } }],
  ...['GET', 'POST'].map((method): [string, Json] => [
    path + method,
    {
      Type: 'AWS::ApiGateway::Method',
      Properties: {
        ...{ RestApiId: api, ResourceId: { Ref: path }, HttpMethod: method },
        ...{ Integration: { Type: 'AWS_PROXY', Uri: lambda('backend') }, ...authorization },
      },
    },
  ]),
]
const api = { Ref: 'Api' }
const root = { 'Fn::GetAtt': ['Api', 'RootResourceId'] }
const authorizer = (Type: string, more: JsonObject) => ({
  Type: 'AWS::ApiGateway::Authorizer',
  Properties: { Name: 'a', RestApiId: api, Type, AuthorizerUri: lambda('authorizer'), ...more },
})
const by = (AuthorizerId: string) => ({ AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: AuthorizerId } })
const role = (RoleName: string, Resource: string, Effect = 'Allow') => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    ...{ RoleName, AssumeRolePolicyDocument: {} },
    Policies: [
      { PolicyName: 'call', PolicyDocument: { Statement: [{ Effect, Action: 'execute-api:Invoke', Resource }] } },
    ],
  },
})

const stack = stackOf(
  Template.parse({
    Resources: {
      Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'api', ApiKeySourceType: 'AUTHORIZER' } },
      Deployment: { Type: 'AWS::ApiGateway::Deployment', Properties: { RestApiId: api, StageName: 'dev' } },
      ...Object.fromEntries([
        ...resource('signed', { AuthorizationType: 'AWS_IAM' }),
        ...resource('token', by('Token')),
        ...resource('request', by('Request')),
        ...resource('metered', { ...by('Token'), ApiKeyRequired: true }),
      ]),
      Token: authorizer('TOKEN', {
        IdentitySource: 'method.request.header.Authorization',
        IdentityValidationExpression: 'Bearer [a-z]+',
        AuthorizerResultTtlInSeconds: 60,
      }),
      Request: authorizer('REQUEST', {
        IdentitySource: 'method.request.header.X-Tenant, method.request.querystring.q',
        AuthorizerResultTtlInSeconds: 0,
      }),
      Reader: role('reader', 'arn:aws:execute-api:us-east-1:000000000000:*/dev/GET/signed'),
      Other: role('other', 'arn:aws:execute-api:us-east-1:000000000000:*/prod/*'),
      Unauthorized: {
        Type: 'AWS::ApiGateway::GatewayResponse',
        Properties: {
          ...{ RestApiId: api, ResponseType: 'AUTHORIZER_FAILURE' },
          ResponseTemplates: { 'application/json': '{"own":$context.error.messageString}' },
        },
      },
      Key: { Type: 'AWS::ApiGateway::ApiKey', Properties: { Enabled: true, Value: 'a-key' } },
      Plan: {
        Type: 'AWS::ApiGateway::UsagePlan',
        Properties: { ApiStages: [{ ApiId: api, Stage: 'dev' }] },
      },
      PlanKey: {
        Type: 'AWS::ApiGateway::UsagePlanKey',
        Properties: { KeyId: { Ref: 'Key' }, KeyType: 'API_KEY', UsagePlanId: { Ref: 'Plan' } },
      },
    },
  }),
  { stackName: 'fixture' },
)
const apiId = stack.ofType('AWS::ApiGateway::RestApi')[0]?.physicalId
const arn = (path: string) => `arn:aws:execute-api:us-east-1:000000000000:${apiId}/dev/${path}`

const iam = createIam({ accountId: '000000000000', region: 'us-east-1', resourcePolicies: [] })
iam.replace(stack.resources)
const time = handClock(1_795_225_200_000)
/** What the authorizer is asked, and what functions are invoked with. */
let asked: JsonObject[]
let told: JsonObject[]
let answer: () => { payload: string; functionError?: 'Unhandled' }
let refuses: string | undefined
let url: string
const host = new ApiGatewayHost({
  ...{ accountId: '000000000000', region: 'us-east-1', clock: time.clock, iam },
  invoke: async (functionName, payload) => {
    const event = JSON.parse(payload)
    if (functionName.endsWith(':authorizer')) {
      asked.push(event)
      return { requestId: 'r', ...answer() }
    }
    told.push(event.requestContext)
    return { requestId: 'r', payload: '{"statusCode":200,"body":"fine"}' }
  },
  invokeDenial: () => undefined,
  authorizerDenial: () => refuses,
  send: async () => ({ status: 200, headers: {}, body: '{}' }),
  keyValueOf: () => '',
  warn: () => {},
})
beforeAll(async () => {
  host.deploy(stack)
  url = `http://127.0.0.1:${await host.listen(0)}/dev`
  host.start()
})
afterAll(() => host.stop())
beforeEach(() => {
  asked = []
  told = []
  refuses = undefined
  answer = () => ({ payload: allow(arn('*')) })
  host.deploy(stack) // forgets what authorizers answered
})

const allow = (Resource: string, more: JsonObject = {}) =>
  JSON.stringify({
    principalId: 'me',
    policyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource }] },
    ...more,
  })

async function answered(path: string, headers: Record<string, string> = {}, init: RequestInit = {}) {
  const response = await fetch(url + path, { headers, ...init })
  return { status: response.status, error: response.headers.get('x-amzn-errortype'), body: await response.text() }
}
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const fine = { status: 200, error: null, body: 'fine' }
const unauthorized = { status: 401, error: 'UnauthorizedException', body: '{"message":"Unauthorized"}' }

describe('AWS_IAM', () => {
  const get = async (credentials: Parameters<typeof signedHeaders>[0], path = '/signed', more = {}) =>
    answered(path, await signedHeaders(credentials, 'GET', url + path, more))
  const reader = iam.credentialsOf('reader', 'session-1')
  const badSignature = { status: 403, error: 'InvalidSignatureException' }

  test('a role that may comes through, and the function is told which', async () => {
    expect(await get(reader, '/signed?b=2&a=%20x')).toEqual(fine)
    expect(told[0]?.authorizer).toBeNull()
    expect(told[0]?.identity).toMatchObject({
      accountId: '000000000000',
      accessKey: reader.accessKeyId,
      caller: expect.stringMatching(/^AROA.{16}:session-1$/),
      user: expect.stringMatching(/^AROA.{16}:session-1$/),
      userArn: 'arn:aws:sts::000000000000:assumed-role/reader/session-1',
    })
  })

  test('one that may not is told so, with the account masked', async () => {
    const of = (who: string, what: string) => ({
      status: 403,
      error: 'AccessDeniedException',
      body: JSON.stringify({
        message: `User: arn:aws:sts::000000000000:assumed-role/${who} is not authorized to perform: execute-api:Invoke on resource: ${arn(what).replace(':000000000000:', ':********0000:')} because no identity-based policy allows the execute-api:Invoke action`,
      }),
    })
    expect(await get(iam.credentialsOf('other', 's'))).toEqual(of('other/s', 'GET/signed'))
    const headers = await signedHeaders(reader, 'POST', `${url}/signed`, { body: '{}' })
    expect(await answered('/signed', headers, { method: 'POST', body: '{}' })).toEqual(
      of('reader/session-1', 'POST/signed'),
    )
    expect(told).toEqual([])
  })

  test('the developer, whose key is nobody’s, may do everything', async () => {
    expect(await get({ accessKeyId: 'me', secretAccessKey: 'me' })).toEqual(fine)
    expect(told[0]?.identity).toMatchObject({ userArn: 'arn:aws:iam::000000000000:user/developer' })
  })

  test('a request that is not signed, or by somebody else, or for something else', async () => {
    expect(await answered('/signed')).toMatchObject({ status: 403, error: 'MissingAuthenticationTokenException' })
    expect(await answered('/signed', bearer('x'))).toMatchObject({ status: 403, error: 'IncompleteSignatureException' })
    const forged = { accessKeyId: accessKeyIdOf('reader'), secretAccessKey: 'guessed', sessionToken: 'session-1' }
    expect(await get(forged)).toMatchObject(badSignature)
    expect(await get({ ...reader, sessionToken: 'session-2' })).toMatchObject(badSignature)
    expect(await get(reader, '/signed', { service: 's3' })).toMatchObject({
      ...badSignature,
      body: `{"message":"Credential should be scoped to correct service: 'execute-api'."}`,
    })
    const signed = await signedHeaders(reader, 'GET', `${url}/signed?id=1`)
    expect(await answered('/signed?id=2', signed)).toMatchObject(badSignature)
    expect(told).toEqual([])
  })

  test('a body that was not signed is refused, whatever the request says of its hash', async () => {
    const hash = '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a' // of {}
    for (const said of [{}, { 'x-amz-content-sha256': hash }]) {
      const headers = await signedHeaders(reader, 'POST', `${url}/signed`, { body: '{}', headers: said })
      expect(await answered('/signed', headers, { method: 'POST', body: '[]' })).toMatchObject(badSignature)
    }
  })
})

describe('a TOKEN authorizer', () => {
  test('is asked with the token, and its context is what the function is told, as text', async () => {
    answer = () => ({ payload: allow(arn('*'), { context: { name: 'Ada', age: 36, admin: false } }) })

    expect(await answered('/token?q=1', bearer('abc'))).toEqual(fine)

    expect(asked).toEqual([{ type: 'TOKEN', methodArn: arn('GET/token'), authorizationToken: 'Bearer abc' }])
    expect(told[0]?.authorizer).toEqual({
      ...{ name: 'Ada', age: '36', admin: 'false' },
      ...{ principalId: 'me', integrationLatency: expect.any(Number) },
    })
  })

  test.each([[{}], [{ authorization: '' }], [bearer('A')], [{ authorization: 'x Bearer abc' }]])(
    'is not asked about %j',
    async (headers) => {
      expect(await answered('/token', headers)).toEqual(unauthorized)
      expect(asked).toEqual([])
    },
  )

  test('is remembered for its time, by the token; the policy decides about each request', async () => {
    answer = () => ({ payload: allow(arn('GET/token')) })
    const denied = {
      ...{ status: 403, error: 'AccessDeniedException' },
      body: '{"message":"User is not authorized to access this resource"}',
    }

    expect(await answered('/token', bearer('abc'))).toEqual(fine)
    expect(await answered('/token', bearer('abc'))).toEqual(fine)
    expect(await answered('/token', bearer('abc'), { method: 'POST' })).toEqual(denied)
    expect(asked).toHaveLength(1)
    await answered('/token', bearer('other'))
    expect(asked).toHaveLength(2)
    time.advance(60_000)
    await answered('/token', bearer('abc'))
    expect(asked).toHaveLength(3)
  })

  test('that says no is not remembered', async () => {
    const no = { errorType: 'Error', errorMessage: 'Unauthorized' }
    answer = () => ({ payload: JSON.stringify(no), functionError: 'Unhandled' })
    expect(await answered('/token', bearer('abc'))).toEqual(unauthorized)
    answer = () => ({ payload: allow(arn('*')) })
    expect(await answered('/token', bearer('abc'))).toEqual(fine)
  })

  test('that denies is obeyed', async () => {
    answer = () => ({ payload: allow(arn('*')).replace('Allow', 'Deny') })
    expect(await answered('/token', bearer('abc'))).toEqual({
      ...{ status: 403, error: 'AccessDeniedException' },
      body: '{"message":"User is not authorized to access this resource with an explicit deny"}',
    })
  })

  test('that fails is a 500, with the words of the API', async () => {
    answer = () => ({ payload: '{"errorMessage":"out of order"}', functionError: 'Unhandled' })
    expect(await answered('/token', bearer('abc'))).toEqual({
      ...{ status: 500, error: 'AuthorizerFailureException' },
      body: '{"own":null}',
    })
  })

  test.each([
    'null',
    '{"principalId":"me"}',
    allow('*').replace('"Allow"', '"Perhaps"'),
    allow('*', { context: { list: [] } }),
  ])('that answers %s is a mistake of the deployment', async (payload) => {
    answer = () => ({ payload })
    const mistake = { status: 500, error: 'AuthorizerConfigurationException', body: '{"message":null}' }
    expect(await answered('/token', bearer('abc'))).toEqual(mistake)
    expect(told).toEqual([])
  })

  test('may be invoked only if its function lets it', async () => {
    refuses = 'no'
    expect((await answered('/token', bearer('abc'))).error).toBe('AuthorizerConfigurationException')
    expect(asked).toEqual([])
  })

  test('says which API key it is, where the API asks it', async () => {
    expect((await answered('/metered', { ...bearer('abc'), 'x-api-key': 'a-key' })).status).toBe(403)
    answer = () => ({ payload: allow(arn('*'), { usageIdentifierKey: 'a-key' }) })
    expect((await answered('/metered', bearer('other'))).status).toBe(200)
  })
})

test('a REQUEST authorizer is asked with the request, each time if it is not remembered', async () => {
  expect(await answered('/request?q=1', { 'X-Tenant': 't' })).toEqual(fine)
  expect(await answered('/request?q=1', { 'X-Tenant': 't' })).toEqual(fine)

  expect(asked).toHaveLength(2)
  expect(asked[0]).toMatchObject({
    type: 'REQUEST',
    methodArn: arn('GET/request'),
    resource: '/request',
    path: '/request',
    httpMethod: 'GET',
    headers: { 'X-Tenant': 't' },
    queryStringParameters: { q: '1' },
    pathParameters: {},
    stageVariables: {},
    requestContext: { stage: 'dev', apiId, resourcePath: '/request' },
  })
  expect(asked[0]).not.toHaveProperty('body')
})

test.each([
  ['/request', { 'X-Tenant': 't' }],
  ['/request?q=', { 'X-Tenant': 't' }],
  ['/request?q=1', {}],
])('a REQUEST authorizer is not asked when an identity source is missing: %s %j', async (path, headers) => {
  expect(await answered(path, headers as Record<string, string>)).toEqual(unauthorized)
  expect(asked).toEqual([])
})
