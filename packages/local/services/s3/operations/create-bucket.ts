import { emptyResponse, type S3Operation } from '../s3.ts'
import { S3Error } from '../s3-error.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html */
export const createBucket: S3Operation = ({ bucket: name }, s3) => {
  if (!isBucketName(name)) throw new S3Error(400, 'InvalidBucketName', 'The specified bucket is not valid.')
  s3.store.transaction(() => {
    // In us-east-1, and only there, creating one's own bucket again succeeds.
    if (!s3.store.buckets.get(name)) s3.store.buckets.put({ name, createdAt: s3.now(), configuration: {} })
  })
  return emptyResponse(200, { location: `/${name}` })
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const isBucketName = (name: string): boolean =>
  /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes('..') && !/^\d+\.\d+\.\d+\.\d+$/.test(name)
