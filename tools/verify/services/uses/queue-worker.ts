import assert from 'node:assert/strict'
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { until } from '../../until.ts'
import { call, credentials, type Use } from '../use.ts'

export const use: Use = async ({ apiUrl, awsUrl }) => {
  for (const order of [
    { id: 'a', amount: 1 },
    { id: 'bad', amount: -1 },
    { id: 'b', amount: 2 },
  ])
    assert.equal((await call(`${apiUrl}/orders`, 'POST', order)).status, 202)
  await until('the orders to be done', async () =>
    (await call(`${apiUrl}/orders`)).text === '["a","b"]' ? true : undefined,
  )
  const sqs = new SQSClient({ endpoint: awsUrl, region: 'us-east-1', credentials })
  const failed = await until('the bad order to be given up', async () => {
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: `${awsUrl}/000000000000/orders-failed` }))
    return Messages?.[0]?.Body
  })
  sqs.destroy()
  assert.equal(failed, '{"id":"bad","amount":-1}')
}
