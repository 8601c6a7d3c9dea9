import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { SFNClient, StartSyncExecutionCommand } from '@aws-sdk/client-sfn'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openEndpoint } from '../../endpoint/endpoint.ts'
import type { AwsRequest } from '../../endpoint/service.ts'
import { eventsDescription } from '../../services/events/events.ts'
import { type Endpoint, role, startEndpoint } from '../../testing/aws-endpoint.ts'

let endpoint: Endpoint
const seen: AwsRequest[] = []

beforeAll(async () => {
  endpoint = await startEndpoint({
    resources: [role('step-a')],
    services: {
      states: async (request) => {
        seen.push(request)
        return {
          status: 200,
          headers: { 'content-type': 'application/x-amz-json-1.0' },
          body: '{"status":"SUCCEEDED"}',
        }
      },
      lambda: async () => {
        throw new Error('a defect')
      },
    },
    log: () => {},
  })
})
afterAll(() => endpoint.stop())

test('credentials of a role make it the caller, all others are the developer', async () => {
  const developer = new STSClient(endpoint.config)
  const role = new STSClient(endpoint.configOf('step-a', 'stepA'))

  expect(await developer.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: '000000000000',
    Arn: 'arn:aws:iam::000000000000:user/developer',
  })
  expect(await role.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Arn: 'arn:aws:sts::000000000000:assumed-role/step-a/stepA',
  })
})

test('a service is found by what was signed for, and a sync- host is the same host', async () => {
  const port = endpoint.port
  const response = await fetch(endpoint.url, {
    method: 'POST',
    headers: {
      host: `sync-127.0.0.1:${port}`,
      authorization:
        'AWS4-HMAC-SHA256 Credential=me/20260101/us-east-1/states/aws4_request, SignedHeaders=host, Signature=x',
      'x-amz-target': 'AWSStepFunctions.StartSyncExecution',
    },
    body: '{}',
  })
  expect(await response.json()).toEqual({ status: 'SUCCEEDED' })

  const client = new SFNClient({ ...endpoint.config, disableHostPrefix: true })
  const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:m'
  const answer = await client.send(new StartSyncExecutionCommand({ stateMachineArn, input: '{"a":1}' }))
  expect(answer.status).toBe('SUCCEEDED')
  expect(seen.map(({ headers }) => headers['x-amz-target'])).toEqual([
    'AWSStepFunctions.StartSyncExecution',
    'AWSStepFunctions.StartSyncExecution',
  ])
  expect(JSON.parse(String(seen[1]?.body))).toEqual({ stateMachineArn, input: '{"a":1}' })
})

test('a service that is not here says so in a way its SDK understands', async () => {
  const logs = new CloudWatchLogsClient(endpoint.config)

  await expect(logs.send(new DescribeLogGroupsCommand({}))).rejects.toMatchObject({
    name: 'NotImplemented',
    message: 'the local region has no service "logs"',
  })
})

test('an unsigned request is refused', async () => {
  const post = (target: string) =>
    fetch(endpoint.url, { method: 'POST', headers: { 'x-amz-target': target }, body: '{}' })

  const unsigned = await post('DynamoDB_20120810.ListTables')
  expect(unsigned.status).toBe(403)
  expect(await unsigned.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' })
})

test('a body beyond the limit is refused, and the endpoint goes on', async () => {
  const post = (size: number) =>
    fetch(endpoint.url, {
      method: 'POST',
      headers: {
        authorization: 'AWS4-HMAC-SHA256 Credential=me/20260101/us-east-1/states/aws4_request, Signature=x',
        'x-amz-target': 'AWSStepFunctions.StartExecution',
      },
      body: 'x'.repeat(size),
    })

  const refused = await post(17 * 1024 * 1024)
  expect(refused.status).toBe(413)
  expect(await refused.json()).toMatchObject({ __type: 'RequestEntityTooLargeException' })
  expect((await post(10)).status).toBe(200)
})

test('a defect of a service is a 500 of that service', async () => {
  const response = await fetch(`${endpoint.url}/2015-03-31/functions/f/invocations`, {
    method: 'POST',
    headers: { authorization: 'AWS4-HMAC-SHA256 Credential=me/20260101/us-east-1/lambda/aws4_request, Signature=x' },
  })

  expect(response.status).toBe(500)
  expect(response.headers.get('x-amzn-errortype')).toBe('InternalFailure')
})

test('callers inside the region need neither socket nor signature', async () => {
  const request = {
    ...{ method: 'PUT', url: '/inside', headers: {}, body: Buffer.from('') },
    caller: { type: 'developer' },
  } satisfies AwsRequest
  await endpoint.send('s3', request)
  await endpoint.send('s3', { ...request, url: '/inside/key', body: Buffer.from('hello') })

  const answer = await endpoint.send('s3', { ...request, method: 'GET', url: '/inside/key' })
  expect(answer.body.toString()).toBe('hello')
})

test('a second endpoint on the same port does not start', async () => {
  await expect(startEndpoint({ port: endpoint.port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
})

test('a service that is about to close answers 503 in its own words, and when to come again', async () => {
  const opened = await openEndpoint({ port: 0 })
  const idle = { deploy: async () => {}, start: () => {}, stop: async () => {}, permissions: () => [] }
  const handle = async () => ({ status: 200, headers: {}, body: 'open' })
  opened.serve([{ ...eventsDescription, ...idle, type: 'whole', handle }])
  const call = async () => {
    const headers = { ...signed('events'), 'x-amz-target': 'AWSEvents.ListRules' }
    const response = await fetch(opened.url, { method: 'POST', headers, body: '{}' })
    return [response.status, response.headers.get('retry-after'), await response.text()]
  }

  expect(await call()).toEqual([200, null, 'open'])
  opened.withdraw('events')
  expect(await call()).toEqual([
    503,
    '1',
    '{"__type":"ServiceUnavailable","message":"the local region is being stopped"}',
  ])
  await opened.close()
})

const signed = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=me/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=x`,
})
