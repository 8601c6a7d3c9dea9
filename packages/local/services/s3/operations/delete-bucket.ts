import { removeBucket } from '../remove-bucket.ts'
import { emptyResponse, existingBucket, type S3Operation } from '../s3.ts'
import { S3Error } from '../s3-error.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html */
export const deleteBucket: S3Operation = ({ bucket }, s3) => {
  s3.store.transaction(() => {
    existingBucket(s3, bucket)
    if (!removeBucket(s3.store, bucket))
      throw new S3Error(409, 'BucketNotEmpty', 'The bucket you tried to delete is not empty', { BucketName: bucket })
  })
  return emptyResponse(204)
}
