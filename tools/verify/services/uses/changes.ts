import assert from 'node:assert/strict'
import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { until } from '../../until.ts'
import { credentials, type Use } from '../use.ts'

export const use: Use = async ({ awsUrl }) => {
  const config = { endpoint: awsUrl, region: 'us-east-1', credentials }
  const dynamo = new DynamoDBClient(config)
  const sqs = new SQSClient(config)
  await dynamo.send(new PutItemCommand({ TableName: 'changes-dev-people', Item: { name: { S: 'Ada' } } }))
  const greeted = await until('the greeting', async () => {
    const { Items = [] } = await dynamo.send(new ScanCommand({ TableName: 'changes-dev-greeted' }))
    return Items[0]
  })
  const copy = await until('the copy', async () => {
    const queue = new ReceiveMessageCommand({ QueueUrl: `${awsUrl}/000000000000/changes-copies` })
    return (await sqs.send(queue)).Messages?.[0]?.Body
  })
  dynamo.destroy()
  sqs.destroy()
  assert.deepEqual([greeted, copy], [{ name: { S: 'Ada' } }, 'Ada'])
}
