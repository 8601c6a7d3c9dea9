import type { Caller } from '../../gateway/service.ts'
import { bucketArn, existingBucket, mustBeAllowed, type S3 } from './s3.ts'
import { noSuchKey } from './s3-error.ts'
import type { StoredObject } from './store.ts'

/**
 * The object that a read finds. Who may not list the bucket does not learn that a key is missing: 403 instead of 404.
 * @throws S3Error NoSuchBucket, NoSuchKey, AccessDenied
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html#API_GetObject_RequestSyntax
 */
export function readableObject(s3: S3, caller: Caller | undefined, bucket: string, key: string): StoredObject {
  existingBucket(s3, bucket)
  const object = s3.staleReads.read(bucket, key)
  if (object) return object
  mustBeAllowed(s3, caller, 's3:ListBucket', bucketArn(bucket))
  throw noSuchKey(key)
}
