import { existingBucket, type S3Operation, xmlResponse } from '../s3.ts'
import { xml } from '../xml.ts'

/** Empty means us-east-1. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html */
export const getBucketLocation: S3Operation = ({ bucket }, s3) => {
  existingBucket(s3, bucket)
  return xmlResponse(xml('LocationConstraint', s3.region === 'us-east-1' ? [] : [s3.region]))
}
