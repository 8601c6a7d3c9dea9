import assert from 'node:assert/strict'
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { until } from '../../until.ts'
import { credentials, type Use } from '../use.ts'

export const use: Use = async ({ awsUrl, printed }) => {
  const s3 = new S3Client({ endpoint: awsUrl, region: 'us-east-1', credentials, forcePathStyle: true })
  await s3.send(new PutObjectCommand({ Bucket: 'thumbnails-dev-large', Key: 'a b.txt', Body: 'large picture' }))
  const small = await until('the thumbnail', async () => {
    const object = new GetObjectCommand({ Bucket: 'thumbnails-dev-small', Key: 'a b.txt' })
    return s3.send(object).then(
      ({ Body }) => Body?.transformToString(),
      () => undefined,
    )
  })
  s3.destroy()
  assert.equal(small, 'large')
  assert.match(printed(), /AWS::S3::Bucket Small: WebsiteConfiguration is not carried out/)
}
