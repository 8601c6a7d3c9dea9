import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { AwsResponse } from '../../../endpoint/service.ts'
import { roleCredentials } from '../../../iam/credentials.ts'
import { handleLambda } from '../../../services/lambda/handle.ts'
import { LambdaHost } from '../../../services/lambda/host.ts'
import { dropLogs } from '../../../services/lambda/logs.ts'
import { systemClock } from '../../support/clocks.ts'
import { Functions } from '../../support/functions.ts'

const functions = await Functions.create()
const host = new LambdaHost({
  bundles: functions,
  accountId: '000000000000',
  region: 'us-east-1',
  clock: systemClock,
  awsEndpoint: 'http://127.0.0.1:4566',
  credentialsOf: roleCredentials(Buffer.alloc(32)),
  logs: dropLogs,
})
const accepted: string[] = []
const service = handleLambda(host, { accept: (...invocation) => accepted.push(...invocation) })

beforeAll(() =>
  host.deploy([
    functions.add('echo', 'export const handler = async (event) => event'),
    functions.add('broken', `export const handler = async () => { throw new Error('broken') }`),
  ]),
)
afterAll(async () => {
  await host.stop()
  functions.remove()
})

const send = (method: string, url: string, body = '', headers: Record<string, string> = {}): Promise<AwsResponse> =>
  service({ method, url, headers, body: Buffer.from(body), caller: { type: 'developer' } })

const invoke = (name: string, body: string, headers = {}) =>
  send('POST', `/2015-03-31/functions/${name}/invocations`, body, headers)

test('Invoke answers with what the function answers', async () => {
  expect(await invoke('echo', '{"a":1}')).toEqual({
    status: 200,
    headers: {
      'content-type': 'application/json',
      'x-amz-executed-version': '$LATEST',
      'x-amzn-requestid': expect.any(String),
    },
    body: '{"a":1}',
  })
})

test('Invoke takes an encoded ARN', async () => {
  const arn = encodeURIComponent('arn:aws:lambda:us-east-1:000000000000:function:echo')
  expect(await invoke(arn, '1')).toMatchObject({ status: 200, body: '1' })
})

test('Invoke tells that the function failed', async () => {
  const { status, headers, body } = await invoke('broken', '')
  expect({ status, error: headers['x-amz-function-error'] }).toEqual({ status: 200, error: 'Unhandled' })
  expect(JSON.parse(String(body))).toMatchObject({ errorType: 'Error', errorMessage: 'broken' })
})

test('Invoke of an unknown function is a ResourceNotFoundException', async () => {
  expect(await invoke('nobody', '{}')).toMatchObject({
    status: 404,
    headers: { 'x-amzn-errortype': 'ResourceNotFoundException' },
    body: '{"Type":"User","Message":"Function not found: arn:aws:lambda:us-east-1:000000000000:function:nobody"}',
  })
})

test('Invoke of what is not JSON is refused', async () => {
  expect(await invoke('echo', '{')).toMatchObject({
    status: 400,
    headers: { 'x-amzn-errortype': 'InvalidRequestContentException' },
  })
})

test('DryRun and Event answer without waiting, Event when the invocation is accepted', async () => {
  expect(await invoke('echo', '{}', { 'x-amz-invocation-type': 'DryRun' })).toMatchObject({ status: 204 })
  expect(await invoke('echo', '{}', { 'x-amz-invocation-type': 'Event' })).toMatchObject({ status: 202 })
  expect(accepted).toEqual(['echo', '{}'])
})

test('ListFunctions and GetFunction tell what is deployed', async () => {
  const list = JSON.parse(String((await send('GET', '/2015-03-31/functions/?MaxItems=10')).body))
  expect(list.Functions.map(({ FunctionName }: { FunctionName: string }) => FunctionName)).toEqual(['echo', 'broken'])
  const one = JSON.parse(String((await send('GET', '/2015-03-31/functions/echo')).body))
  expect(one.Configuration).toMatchObject({
    Handler: 'echo.handler',
    Timeout: 3,
    MemorySize: 128,
    Runtime: 'nodejs24.x',
  })
})

test('any other operation is NotImplemented', async () => {
  expect(await send('DELETE', '/2015-03-31/functions/echo')).toMatchObject({
    status: 501,
    headers: { 'x-amzn-errortype': 'NotImplemented' },
  })
  expect(await send('GET', '/2018-10-31/layers')).toMatchObject({ status: 501 })
})
