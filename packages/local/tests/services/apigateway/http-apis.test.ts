import { once } from 'node:events'
import { createServer, request as httpRequest, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { JsonObject } from '@sfs3/asl'
import { Template } from '../../../cloudformation/template.ts'
import { HttpApis } from '../../../services/apigateway/http/http-apis.ts'
import { stackOf } from '../../../testing/stack.ts'
import { handClock } from '../../support/clocks.ts'

const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:f'
const route = (RouteKey: string, more: JsonObject = {}) => ({
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: { ApiId: { Ref: 'Api' }, RouteKey, Target: { 'Fn::Sub': 'integrations/${F}' }, ...more },
})
const stackWith = (more: JsonObject = {}) =>
  stackOf(
    Template.parse({
      Resources: {
        Api: {
          Type: 'AWS::ApiGatewayV2::Api',
          Properties: {
            ...{ Name: 'api', ProtocolType: 'HTTP' },
            CorsConfiguration: { AllowOrigins: ['https://shop.example'], AllowMethods: ['GET', 'PUT'], MaxAge: 60 },
          },
        },
        Stage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { ApiId: { Ref: 'Api' }, StageName: '$default' } },
        F: {
          Type: 'AWS::ApiGatewayV2::Integration',
          Properties: {
            ...{ ApiId: { Ref: 'Api' }, IntegrationType: 'AWS_PROXY', IntegrationUri: functionArn },
            ...{ PayloadFormatVersion: '2.0', TimeoutInMillis: 30_000 },
          },
        },
        Book: route('GET /books/{isbn}'),
        Put: route('PUT /books/{isbn}'),
        Files: route('ANY /files/{path+}'),
        ...more,
      },
    }),
    { stackName: 'fixture' },
  )

let time: ReturnType<typeof handClock>
let server: Server
let apis: HttpApis
let url: string
let lines: string[]
let events: JsonObject[]
let answer: () => Promise<{ payload: string; functionError?: 'Unhandled' }>
let denial: string | undefined

beforeEach(async () => {
  time = handClock(1_795_225_200_000) // 2026-11-21T01:40:00Z
  lines = []
  events = []
  denial = undefined
  answer = async () => ({ payload: '{"statusCode":200,"body":"fine"}' })
  apis = new HttpApis({
    ...{ accountId: '000000000000', region: 'us-east-1', clock: time.clock, warn: (line) => lines.push(line) },
    invokeDenial: () => denial,
    invoke: async (_name, payload) => {
      events.push(JSON.parse(payload))
      return { requestId: 'r', ...(await answer()) }
    },
  })
  apis.deploy(stackWith(), { notRun: (line) => lines.push(line), broken: (line) => lines.push(line) })
  server = createServer(async (incoming, outgoing) => {
    const { status, headers, body } = await apis.respond(incoming, 'd3b07384-d113-4ec6-a5d6-8a7f3c2b1e00')
    outgoing.writeHead(status, headers).end(body)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

const get = async (path: string, init?: RequestInit) => {
  const response = await fetch(url + path, init)
  return { status: response.status, type: response.headers.get('content-type'), body: await response.text() }
}

test('a function gets payload 2.0: values of one name in one text, cookies apart, names in lower case', async () => {
  const path = '/books/12%2034?tag=a&tag=b&q=1%202'
  await get(path, { headers: { 'X-Many': 'one', cookie: 'a=1; b=2' } })
  const id = apis.apis[0]?.id

  expect(events).toEqual([
    {
      version: '2.0',
      routeKey: 'GET /books/{isbn}',
      rawPath: '/books/12 34',
      rawQueryString: 'tag=a&tag=b&q=1%202',
      cookies: ['a=1', 'b=2'],
      headers: expect.objectContaining({
        'x-many': 'one',
        'x-forwarded-proto': 'https',
        'x-forwarded-for': '127.0.0.1',
      }),
      queryStringParameters: { tag: 'a,b', q: '1 2' },
      requestContext: {
        accountId: '000000000000',
        apiId: id,
        domainName: `${id}.execute-api.us-east-1.amazonaws.com`,
        domainPrefix: id,
        http: {
          ...{ method: 'GET', path: '/books/12 34', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'node' },
        },
        requestId: 'd3b07384-d113-4ec6-a5d6-8a7f3c2b1e00',
        routeKey: 'GET /books/{isbn}',
        stage: '$default',
        time: '21/Nov/2026:01:40:00 +0000',
        timeEpoch: 1_795_225_200_000,
      },
      pathParameters: { isbn: '12 34' },
      isBase64Encoded: false,
    },
  ])
})

test.each([
  ['application/json', '{"a":1}', '{"a":1}', false],
  ['application/x-www-form-urlencoded', 'a=1', 'YT0x', true],
])('a body of type %s', async (type, body, given, encoded) => {
  await get('/books/1', { method: 'PUT', body, headers: { 'content-type': type } })
  expect(events[0]).toMatchObject({ body: given, isBase64Encoded: encoded })
})

test.each([
  ['{"statusCode":201,"body":"made"}', { status: 201, type: 'text/plain; charset=utf-8', body: 'made' }],
  [
    '{"statusCode":200,"headers":{"Content-Type":"text/html"},"body":"<p>"}',
    { status: 200, type: 'text/html', body: '<p>' },
  ],
  [
    '{"statusCode":200,"isBase64Encoded":true,"body":"aGk="}',
    { status: 200, type: 'text/plain; charset=utf-8', body: 'hi' },
  ],
  ['{"title":"Tao"}', { status: 200, type: 'application/json', body: '{"title":"Tao"}' }],
  ['"text"', { status: 200, type: 'application/json', body: 'text' }],
  ['{"statusCode":"many"}', { status: 500, type: 'application/json', body: '{"message":"Internal Server Error"}' }],
])('what a function answers: %s', async (payload, expected) => {
  answer = async () => ({ payload })
  expect(await get('/books/1')).toEqual(expected)
})

test('cookies of a function are headers of their own', async () => {
  answer = async () => ({ payload: '{"statusCode":200,"cookies":["a=1","b=2"]}' })
  expect((await fetch(`${url}/books/1`)).headers.getSetCookie()).toEqual(['a=1', 'b=2'])
})

test('the rest of a path is one parameter, and a path without a route is not found unless there is $default', async () => {
  await get('/files/a/b', { method: 'DELETE' })
  expect(events[0]).toMatchObject({ routeKey: 'ANY /files/{path+}', pathParameters: { path: 'a/b' } })
  expect(await get('/other')).toEqual({ status: 404, type: 'application/json', body: '{"message":"Not Found"}' })

  apis.deploy(stackWith({ Default: route('$default') }), { notRun() {}, broken() {} })
  await get('/other')
  expect(events[1]).toMatchObject({ routeKey: '$default', rawPath: '/other' })
})

test('a function that fails, that may not be invoked or that takes too long', async () => {
  answer = async () => ({ payload: '{"errorMessage":"no"}', functionError: 'Unhandled' })
  expect(await get('/books/1')).toMatchObject({ status: 500, body: '{"message":"Internal Server Error"}' })
  expect(lines).toEqual(['GET /books/{isbn} answers 500: {"errorMessage":"no"}'])

  denial = 'it may not'
  expect((await get('/books/1')).status).toBe(500)
  expect(lines[1]).toBe('GET /books/{isbn} answers 500: it may not')
  denial = undefined

  const invoked = new Promise<void>((resolve) => {
    answer = () => {
      resolve()
      return new Promise(() => {})
    }
  })
  const slow = get('/books/1')
  await invoked
  time.advance(30_000)
  expect(await slow).toEqual({ status: 503, type: 'application/json', body: '{"message":"Service Unavailable"}' })
})

/** As a browser sends it, with headers that fetch does not let through. */
function fromPage(method: string, origin: string, more: Record<string, string> = {}) {
  return new Promise<{ status: number | undefined; headers: NodeJS.Dict<string | string[]> }>((resolve, reject) => {
    const headers = { origin, 'sec-fetch-site': 'cross-site', ...more }
    httpRequest(`${url}/books/1`, { method, headers }, (response) => {
      response.resume().on('end', () => resolve({ status: response.statusCode, headers: response.headers }))
    })
      .on('error', reject)
      .end()
  })
}

test('pages may call as the configuration of CORS says, and preflights are answered without the function', async () => {
  answer = async () => ({ payload: '{"statusCode":200,"headers":{"Access-Control-Allow-Origin":"of the function"}}' })
  const preflight = await fromPage('OPTIONS', 'https://shop.example', { 'access-control-request-method': 'PUT' })
  expect([preflight.status, preflight.headers]).toEqual([
    204,
    expect.objectContaining({
      'access-control-allow-origin': 'https://shop.example',
      'access-control-allow-methods': 'GET,PUT',
      'access-control-max-age': '60',
    }),
  ])
  expect(events).toEqual([])
  const answered = await fromPage('GET', 'https://shop.example')
  expect(answered.headers['access-control-allow-origin']).toBe('https://shop.example')
  expect((await fromPage('GET', 'https://evil.example')).status).toBe(403)
  expect(events).toHaveLength(1)
})

test('what of an API is not served is named', () => {
  apis.deploy(
    stackWith({
      Secret: route('GET /secret', { AuthorizationType: 'JWT' }),
      Sockets: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'WEBSOCKET' } },
    }),
    { notRun: (line) => lines.push(line), broken() {} },
  )
  expect(lines).toEqual([
    'AWS::ApiGatewayV2::Route Secret: GET /secret is not found, as the local region has no JWT authorizers of HTTP APIs',
    'AWS::ApiGatewayV2::Api Sockets: nothing answers, as the local region has HTTP APIs without a Body',
  ])
})
