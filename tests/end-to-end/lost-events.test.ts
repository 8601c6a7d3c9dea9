import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Client, createClient } from '@sfs3/client'
import { eventually } from '@sfs3/local/testing'
import { startTestRegion, type TestRegion } from '../support/region.ts'

let region: TestRegion
let facade: Client
let s3: S3Client
/** Events of ends that never arrived. */
let lost = 0

beforeAll(async () => {
  region = await startTestRegion({
    time: 'virtual',
    disturb(event) {
      if (event['detail-type'] !== 'Step Functions Execution Status Change') return undefined
      lost++
      return { copies: 0 }
    },
  })
  facade = createClient({ url: region.apiUrl, apiKey: region.apiKey })
  s3 = new S3Client(region.sdk)
}, 60_000)
afterAll(async () => {
  s3.destroy()
  await region.stop()
})

test('an outcome whose event was lost is recorded by the sweep, though nobody asks for it', async () => {
  const { jobId } = await facade.startJob('2021-06-25T17:47:00Z')
  await eventually(() => lost > 0)
  await expect(outcome(jobId)).rejects.toThrow('The specified key does not exist')

  await region.skipTo(region.now().getTime() + 15 * 60_000)

  expect(JSON.parse(await outcome(jobId))).toMatchObject({ status: 'SUCCEEDED' })
}, 30_000)

async function outcome(transactionId: string): Promise<string> {
  const buckets = region.stack.ofType('AWS::S3::Bucket')
  const Bucket = buckets.find(({ logicalId }) => logicalId === 'DataBucket')?.name
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: `processes/${transactionId}/outcome.json` }))
  return (await Body?.transformToString()) ?? ''
}
