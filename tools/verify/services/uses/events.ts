import assert from 'node:assert/strict'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { until } from '../../until.ts'
import { credentials, type Use } from '../use.ts'

export const use: Use = async ({ awsUrl }) => {
  const config = { endpoint: awsUrl, region: 'us-east-1', credentials }
  const events = new EventBridgeClient(config)
  const s3 = new S3Client({ ...config, forcePathStyle: true })
  const entry = (id: string, total: number) => ({
    ...{ Source: 'shop', DetailType: 'Order', Detail: JSON.stringify({ id, total }) },
  })
  await events.send(new PutEventsCommand({ Entries: [entry('small', 10), entry('large', 1000)] }))
  const kept = await until('the order to be kept', async () => {
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: 'events-dev-audit' }))
    return Contents?.map(({ Key }) => Key)
  })
  events.destroy()
  s3.destroy()
  assert.deepEqual(kept, ['large'])
}
