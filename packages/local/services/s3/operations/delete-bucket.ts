import { emptyResponse, existingBucket, type S3Operation } from '../s3.ts'
import { S3Error } from '../s3-error.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html */
export const deleteBucket: S3Operation = ({ bucket }, s3) => {
  s3.store.transaction(() => {
    existingBucket(s3, bucket)
    const { done: empty } = s3.store.objects.after(bucket, '', '').next()
    if (!empty || s3.store.history.keys(bucket).length > 0)
      throw new S3Error(409, 'BucketNotEmpty', 'The bucket you tried to delete is not empty', { BucketName: bucket })
    for (const { id } of s3.store.uploads.of(bucket)) s3.store.uploads.delete(id)
    s3.store.buckets.delete(bucket)
  })
  return emptyResponse(204)
}
