import assert from 'node:assert/strict'
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { call, credentials, type Use } from '../use.ts'

export const use: Use = async ({ apiUrl, awsUrl }) => {
  assert.equal((await call(`${apiUrl}/notes/a`, 'POST', 'hello')).status, 201)
  assert.deepEqual(await call(`${apiUrl}/notes/a`), { status: 200, text: '{"text":"hello","file":"hello"}' })

  // Sent to a queue URL of AWS that is written into the service.
  const sqs = new SQSClient({ endpoint: awsUrl, region: 'eu-west-1', credentials })
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: `${awsUrl}/000000000000/notes-dev` }))
  sqs.destroy()
  assert.deepEqual(
    Messages?.map(({ Body }) => Body),
    ['a'],
  )
  assert.deepEqual(await call(`${apiUrl}/measure`, 'POST', ''), {
    status: 501,
    text: JSON.stringify({
      code: 'NotImplemented',
      message: 'the local region has no service "monitoring"; custom.local.routes can send its requests elsewhere',
    }),
  })
}
