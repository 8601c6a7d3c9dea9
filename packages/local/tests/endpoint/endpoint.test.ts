import { once } from 'node:events'
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { SFNClient, StartSyncExecutionCommand } from '@aws-sdk/client-sfn'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { openEndpoint } from '../../endpoint/endpoint.ts'
import type { AwsRequest } from '../../endpoint/service.ts'
import { eventsDescription } from '../../services/events/description.ts'
import { type Endpoint, startEndpoint } from '../../testing/aws-endpoint.ts'
import { role } from '../../testing/template-resource.ts'
import { requestWith } from '../support/raw-request.ts'

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
    message: 'the local region has no service "logs"; custom.local.routes can send its requests elsewhere',
  })
})

test.each(['constructor', '__proto__', 'toString'])('a service called %s is not here either', async (name) => {
  const authorization = `AWS4-HMAC-SHA256 Credential=me/20260101/us-east-1/${name}/aws4_request, Signature=x`
  const answer = await fetch(endpoint.url, { method: 'POST', headers: { authorization }, body: '{}' })

  expect(answer.status).toBe(501)
  expect(await answer.json()).toMatchObject({
    message: `the local region has no service "${name}"; custom.local.routes can send its requests elsewhere`,
  })
})

/** POST with a `Host` of one's own, which fetch does not allow. */
async function post(url: string, host: string, body = '{}') {
  const outgoing = httpRequest(url, { method: 'POST', headers: { host } }).end(body)
  const incoming: IncomingMessage = (await once(outgoing, 'response'))[0]
  return { status: incoming.statusCode, headers: incoming.headers, body: await text(incoming) }
}

test('an unsigned request to a host of AWS is for the service that the host names', async () => {
  const identity = await post(endpoint.url, 'cognito-idp.eu-west-1.amazonaws.com')
  expect(identity.status).toBe(501)
  expect(identity.body).toContain('has no service \\"cognito-idp\\"')
  const bucket = await post(endpoint.url, 'events.s3.dualstack.us-east-1.amazonaws.com')
  expect(bucket.body).toContain('S3 POST bucket')
  expect((await post(endpoint.url, 'eu-west-1.queue.amazonaws.com')).body).toContain('MissingAuthenticationToken')
})

test('a route takes the requests of a service that is not here to another address', async () => {
  const other = createServer((incoming, outgoing) => {
    incoming.pipe(outgoing.writeHead(203, { 'x-asked': `${incoming.headers['x-forwarded-host']}${incoming.url}` }))
  }).listen(0, '127.0.0.1')
  await once(other, 'listening')
  const region = await openEndpoint({ port: 0 })
  const { port } = other.address() as AddressInfo
  region.serve([], undefined, {
    routes: (service) => (service === 'glue' ? `http://127.0.0.1:${port}` : undefined),
  })

  const answer = await post(`${region.url}/a?b`, 'glue.us-east-1.amazonaws.com', 'question')
  await region.close()
  other.close()

  expect([answer.status, answer.headers['x-asked'], answer.body]).toEqual([
    203,
    'glue.us-east-1.amazonaws.com/a?b',
    'question',
  ])
})

test('an unsigned request is refused', async () => {
  const post = (target: string) =>
    fetch(endpoint.url, { method: 'POST', headers: { 'x-amz-target': target }, body: '{}' })

  const unsigned = await post('DynamoDB_20120810.ListTables')
  expect(unsigned.status).toBe(403)
  expect(await unsigned.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' })
})

test('an unsigned request is no more anonymous for being a form or for an unknown target', async () => {
  const post = (headers: Record<string, string>, body: string) => fetch(endpoint.url, { method: 'POST', headers, body })

  const form = await post({ 'content-type': 'application/x-www-form-urlencoded' }, 'Action=ListQueues')
  expect(form.status).toBe(403)
  expect(await form.text()).toContain('<Code>MissingAuthenticationToken</Code>')
  const unknown = await post({ 'x-amz-target': 'Logs_20140328.DescribeLogGroups' }, '{}')
  expect(unknown.status).toBe(403)
})

describe('web pages', () => {
  const signed = (service: string) => ({
    authorization: `AWS4-HMAC-SHA256 Credential=me/20260101/us-east-1/${service}/aws4_request, Signature=x`,
  })
  const send = (method: string, path: string, headers: Record<string, string>) =>
    requestWith(endpoint.url + path, method, headers)
  const target = { 'x-amz-target': 'AWSStepFunctions.StartExecution' }

  test('a page may not send, whatever its origin, nor may whoever takes this for another host', async () => {
    seen.length = 0
    for (const refused of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: 'http://localhost:8080' },
      { origin: endpoint.url },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-origin', 'sec-fetch-dest': 'empty' },
      { host: 'evil.example:4566' },
    ] satisfies Record<string, string>[]) {
      const answer = await send('POST', '/', { ...signed('states'), ...target, ...refused })
      expect([refused, answer.status, JSON.parse(answer.body).__type]).toEqual([refused, 403, 'AccessDeniedException'])
    }
    expect(seen).toEqual([])
  })

  test('names that SDKs send are this host', async () => {
    for (const host of ['localhost:1', 'bucket.localhost:1', 'sync-127.0.0.1:1', 'states.us-east-1.amazonaws.com'])
      expect((await send('POST', '/', { ...signed('states'), ...target, host })).status).toBe(200)
  })

  test('objects can be opened and shown, in nobody’s name', async () => {
    const s3 = new S3Client({ ...endpoint.config, forcePathStyle: true })
    await s3.send(new CreateBucketCommand({ Bucket: 'pages' }))
    await s3.send(new PutObjectCommand({ Bucket: 'pages', Key: 'a', Body: 'a', ContentType: 'text/html' }))
    const url = new URL(await getSignedUrl(s3, new GetObjectCommand({ Bucket: 'pages', Key: 'a' })))
    const path = url.pathname + url.search
    const opened = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
    const shown = { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }

    expect(await send('GET', path, opened)).toMatchObject({
      status: 200,
      body: 'a',
      headers: { 'content-security-policy': 'sandbox allow-scripts allow-popups' },
    })
    expect((await send('GET', path, shown)).status).toBe(200)
    expect((await send('GET', path, { ...shown, 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await send('GET', path, { ...shown, 'sec-fetch-dest': 'empty' })).status).toBe(403)
    expect((await send('DELETE', path, opened)).status).toBe(403)
    expect(
      (await send('GET', '/?Action=ListQueues&X-Amz-Credential=x/2026/us-east-1/sqs/aws4_request', opened)).status,
    ).toBe(403)
  })
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
