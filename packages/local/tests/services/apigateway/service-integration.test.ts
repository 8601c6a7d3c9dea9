import { expect, test } from '@jest/globals'
import type { JsonObject } from '@sfs3/asl'
import type { APIGatewayProxyEvent } from 'aws-lambda'
import type { AwsRequest } from '../../../endpoint/service.ts'
import { serviceResponse } from '../../../services/apigateway/service-integration.ts'
import { systemClock } from '../../support/clocks.ts'

const states = 'arn:aws:apigateway:us-east-1:states:action/StartExecution'
/** As serverless-step-functions writes it for `events: http`. */
const startExecution = `
  #set( $body = $util.escapeJavaScript($input.json('$')).replaceAll("\\\\'", "'") )
  {"input": "$body","name": "$context.requestId","stateMachineArn":"arn:aws:states:us-east-1:0:stateMachine:m"}`

const responses = [
  { StatusCode: 200, SelectionPattern: '200', ResponseParameters: {}, ResponseTemplates: {} },
  {
    StatusCode: 400,
    SelectionPattern: '4\\d{2}',
    ResponseParameters: { 'method.response.header.X-From': "'states'" },
    ResponseTemplates: { 'application/json': `{"why":"$input.path('$.message')","id":"$context.requestId"}` },
  },
]

let sent: { service: string; request: AwsRequest }[]
/** Asks an integration with a request of this body. */
async function ask(
  body: string | null,
  more: JsonObject = {},
  { status = 200, answer = '{"executionArn":"e"}', event = {}, failed = false, denial = '' as string | undefined } = {},
) {
  sent = []
  if (denial === '') denial = undefined
  const lines: string[] = []
  const integration = {
    ...{ Type: 'AWS', Uri: states, TimeoutInMillis: 29_000, RequestParameters: {}, PassthroughBehavior: 'NEVER' },
    ...{ Credentials: 'arn:aws:iam::000000000000:role/api', RequestTemplates: { 'application/json': startExecution } },
    ...{ IntegrationResponses: responses, ...more },
  }
  const response = await serviceResponse(
    integration as Parameters<typeof serviceResponse>[0],
    {
      ...{ body, headers: {}, queryStringParameters: null, pathParameters: null, stageVariables: null },
      ...{ httpMethod: 'POST', resource: '/start', ...event },
      requestContext: { requestId: 'r-1', identity: { sourceIp: '127.0.0.1', user: null }, stage: 'dev' },
    } as unknown as APIGatewayProxyEvent,
    {
      accountId: '000000000000',
      clock: systemClock,
      denial: () => denial,
      warn: (line) => lines.push(line),
      invoke: async () => ({ requestId: 'r', payload: answer, ...(failed && { functionError: 'Unhandled' as const }) }),
      async send(service, request) {
        sent.push({ service, request })
        return { status, headers: { 'x-amzn-requestid': 'q' }, body: answer }
      },
    },
  )
  return { response, lines }
}

test('a request starts an execution in the name of the role, and gets what Step Functions answers', async () => {
  const { response } = await ask(`{"name":"O'Brien \\"x\\"","n":[1]}`)

  expect(response).toEqual({
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: '{"executionArn":"e"}',
  })
  const [{ service, request } = { service: '', request: undefined }] = sent
  expect([service, request?.headers['x-amz-target'], request?.caller]).toEqual([
    'states',
    'AWSStepFunctions.StartExecution',
    expect.objectContaining({ type: 'role', roleName: 'api' }),
  ])
  const { input, ...start } = JSON.parse(String(request?.body))
  expect(start).toEqual({ name: 'r-1', stateMachineArn: 'arn:aws:states:us-east-1:0:stateMachine:m' })
  expect(JSON.parse(input)).toEqual({ name: `O'Brien "x"`, n: [1] })
})

test('an empty body is an empty object', async () => {
  await ask(null)
  expect(JSON.parse(JSON.parse(String(sent[0]?.request.body)).input)).toEqual({})
})

test('what the service refuses is answered as the response says that fits its status', async () => {
  const { response } = await ask('{}', {}, { status: 400, answer: '{"message":"no such machine"}' })
  expect(response).toEqual({
    ...{ status: 400, headers: { 'content-type': 'application/json', 'X-From': 'states' } },
    body: '{"why":"no such machine","id":"r-1"}',
  })
})

test('parameters, maps and loops of a template', async () => {
  const template = `#set($all = $input.params())
{"id":"$input.params('id')","page":"$input.params().querystring.get('page')","from":"$context.identity.sourceIp",
"header":{#foreach($name in $all.header.keySet())"$name":"$util.escapeJavaScript($all.header.get($name))"#if($foreach.hasNext),#end#end},
"first":$input.json('$.list[0]')#if($input.path('$.list').size() > 1),"more":true#end}`
  const event = { pathParameters: { id: '7' }, queryStringParameters: { page: '2' }, headers: { A: 'a', B: '"b"' } }
  await ask('{"list":[{"x":1},2]}', { RequestTemplates: { 'application/json': template } }, { event })
  expect(JSON.parse(String(sent[0]?.request.body))).toEqual({
    ...{ id: '7', page: '2', from: '127.0.0.1', header: { A: 'a', B: '"b"' } },
    ...{ first: { x: 1 }, more: true },
  })
})

test('a message goes to a queue by its path, as a form', async () => {
  await ask('{"a":1}', {
    Uri: 'arn:aws:apigateway:us-east-1:sqs:path/000000000000/jobs',
    RequestParameters: { 'integration.request.header.Content-Type': "'application/x-www-form-urlencoded'" },
    RequestTemplates: { 'application/json': 'Action=SendMessage&MessageBody=$util.urlEncode($input.body)' },
  })
  expect([sent[0]?.service, sent[0]?.request.url, String(sent[0]?.request.body)]).toEqual([
    'sqs',
    '/000000000000/jobs',
    'Action=SendMessage&MessageBody=%7B%22a%22%3A1%7D',
  ])
})

test('a function without the event of the proxy; its error chooses the response', async () => {
  const lambda = {
    Uri: 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:0:function:f/invocations',
    IntegrationResponses: [
      { StatusCode: 200, ResponseParameters: {}, ResponseTemplates: {} },
      { StatusCode: 404, SelectionPattern: '.*\\[404\\].*', ResponseParameters: {}, ResponseTemplates: {} },
    ],
  }
  expect((await ask('{}', lambda, { answer: '"fine"' })).response).toMatchObject({ status: 200, body: '"fine"' })
  const failure = { answer: '{"errorMessage":"[404] no such book"}', failed: true }
  expect((await ask('{}', lambda, failure)).response.status).toBe(404)
})

test('without a role, or where a policy does not let it in, nothing is asked', async () => {
  const withoutRole = await ask('{}', { Credentials: 'arn:aws:iam::*:user/*' })
  expect([withoutRole.response.status, withoutRole.lines, sent]).toEqual([
    500,
    ['POST /start answers 500: its integration names no role in Credentials'],
    [],
  ])
  const Uri = 'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations'
  expect((await ask('{}', { Uri }, { denial: 'it may not' })).lines).toEqual(['POST /start answers 500: it may not'])
})

test('what has no template is refused, passed on, or says what is missing', async () => {
  const form = { event: { headers: { 'Content-Type': 'text/plain; charset=utf-8' } } }
  expect((await ask('a', {}, form)).response.status).toBe(415)
  await ask('as it came', { PassthroughBehavior: 'WHEN_NO_MATCH' }, form)
  expect(String(sent[0]?.request.body)).toBe('as it came')
  const kinesis = { Uri: 'arn:aws:apigateway:us-east-1:kinesis:action/PutRecord' }
  expect((await ask('{}', kinesis)).response).toMatchObject({ status: 501 })
  const broken = await ask('{}', { RequestTemplates: { 'application/json': '#if(' } })
  expect([broken.response.status, broken.lines]).toEqual([
    500,
    [expect.stringMatching(/^POST \/start answers 500: its mapping template fails: /)],
  ])
})
