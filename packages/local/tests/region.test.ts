import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { CreateStateMachineCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { expect, test } from '@jest/globals'
import type { APIGatewayProxyEvent } from 'aws-lambda'
import { freePort, freePorts } from '../ports.ts'
import { compiledOnce } from '../testing/compiled-once.ts'
import { startRegion } from '../testing/region.ts'

const service = join(import.meta.dirname, 'support/service')

test('the region is where the template is deployed to, in the account that the service names', async () => {
  const compiled = await compiledOnce(service)
  const region = await startRegion({
    service,
    compiled: Promise.resolve({ ...compiled, region: 'eu-west-1', local: { accountId: '123456789012' } }),
    previous: compiled, // which was somewhere else
  })

  const event = (await (await region.call('POST', '/echo', {})).json()) as APIGatewayProxyEvent
  const ofFunction = await insight(region.awsUrl, 'developer', { functionName: 'fixture-test-echo' })
  const roleName = region.services.lambda.functions[0]?.roleName ?? ''
  const asRole = await region.endpoint.send('sfs3', {
    ...{ method: 'POST', url: '/', headers: { 'x-amz-target': 'Sfs3Region.ListInvocations' }, body: Buffer.from('{}') },
    caller: { type: 'role', roleName, roleArn: `arn:aws:iam::123456789012:role/${roleName}`, sessionName: 'echo' },
  })
  const asPage = await insight(region.awsUrl, 'developer', {}, { origin: 'https://example.com' })
  await region.stop()

  // What only the region knows is for the developer alone.
  expect(ofFunction).toEqual([200, { invocations: [expect.objectContaining({ functionName: 'fixture-test-echo' })] }])
  expect(String(asRole.body)).toContain('is not authorized to perform: sfs3:ListInvocations')
  expect(asPage[0]).toBe(403)

  expect(event.requestContext).toMatchObject({
    accountId: '123456789012',
    domainName: expect.stringMatching(/\.execute-api\.eu-west-1\.amazonaws\.com$/),
  })
  const [inbox] = region.stack.ofType('AWS::SQS::Queue')
  expect(inbox?.attributes.Arn).toBe('arn:aws:sqs:eu-west-1:123456789012:fixture-test-inbox.fifo')
})

test('a template for another region is not taken over while it runs', async () => {
  const region = await startRegion({ service })

  await expect(region.deploy({ ...region.compiled, region: 'eu-west-1' })).rejects.toThrow(
    'the account, its concurrency or the region is another one now: start again',
  )
  await region.stop()
})

test('why an execution failed is said, and the statement that the role lacks', async () => {
  const { promise: failed, resolve } = Promise.withResolvers<void>()
  const said: string[] = []
  const warn = (line: string) => {
    said.push(line)
    if (line.includes('FAILED')) resolve()
  }
  const region = await startRegion({ service, warn })
  const [role] = region.stack.ofType('AWS::IAM::Role')
  const [inbox] = region.stack.ofType('AWS::SQS::Queue')
  const ask = {
    Type: 'Task',
    Resource: 'arn:aws:states:::sqs:sendMessage',
    Parameters: { QueueUrl: inbox?.physicalId, MessageBody: 'private' },
    End: true,
  }
  const sfn = new SFNClient(region.sdk)
  const definition = JSON.stringify({ StartAt: 'ask', States: { ask } })
  const roleArn = String(role?.attributes.Arn)
  const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand({ name: 'asking', roleArn, definition }))
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, name: 'x' }))
  await failed
  sfn.destroy()
  await region.stop()

  expect(said.filter((line) => !line.startsWith('not run locally')).map((line) => line.split('\n'))).toEqual([
    [
      `${role?.logicalId} may not sqs:SendMessage: add to its policy`,
      '    - Effect: Allow',
      '      Action: sqs:SendMessage',
      '      Resource: !GetAtt Inbox.Arn',
    ],
    [
      'asking FAILED in ask',
      expect.stringMatching(
        /^ {2}error {4}SQS\.\w+: User: .*:assumed-role\/.* is not authorized to perform: sqs:sendmessage/,
      ),
      `  history  aws stepfunctions get-execution-history --endpoint-url ${region.awsUrl} --reverse-order --execution-arn ${executionArn}`,
    ],
  ])
})

test('while it starts, the API says that it is not ready and AWS requests wait; then both are answered', async () => {
  const compiled = await compiledOnce(service)
  const compiling = Promise.withResolvers<typeof compiled>()
  const [api, aws] = [await freePort(), await freePort()]
  const starting = startRegion({
    service,
    compiled: compiling.promise,
    previous: compiled,
    ports: { ...freePorts, api, aws },
  })
  const call = (key: string) => {
    const headers = { 'x-api-key': key, 'content-type': 'application/json' }
    return fetch(`http://127.0.0.1:${api}/test/echo`, { method: 'POST', headers, body: '{}' })
  }
  await listening(api)

  const early = await call('any')
  const queues = new SQSClient({ endpoint: `http://127.0.0.1:${aws}`, region: 'us-east-1', credentials: developer })
  const listed = queues.send(new ListQueuesCommand({}))
  compiling.resolve(compiled)
  const region = await starting

  expect([early.status, early.headers.get('retry-after'), await early.json()]).toEqual([
    503,
    '1',
    { message: 'Service Unavailable' },
  ])
  expect((await listed).QueueUrls).toHaveLength(1)
  expect((await call(region.apiKey)).status).toBe(200)
  queues.destroy()
  await region.stop()
})

async function insight(url: string, accessKeyId: string, input: object, more: Record<string, string> = {}) {
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/eu-west-1/sfs3/aws4_request, SignedHeaders=host, Signature=local`
  const headers = { authorization, 'x-amz-target': 'Sfs3Region.ListInvocations', ...more }
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(input) })
  return [response.status, await response.json()]
}

const developer = { accessKeyId: 'developer', secretAccessKey: 'local' }

/** Resolves when somebody listens there. */
async function listening(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1')
    const connected = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'close').then(() => false),
    ]).catch(() => false)
    socket.destroy()
    if (connected) return
  }
}
