import { emptyResponse, existingBucket, type S3Operation } from '../s3.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html */
export const headBucket: S3Operation = ({ bucket }, s3) => {
  existingBucket(s3, bucket)
  return emptyResponse(200, { 'x-amz-bucket-region': s3.region })
}
