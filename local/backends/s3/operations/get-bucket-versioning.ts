import { existingBucket, type S3Operation, xmlResponse } from '../s3.ts'
import { xml } from '../xml.ts'

/** Never enabled here. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html */
export const getBucketVersioning: S3Operation = ({ bucket }, s3) => {
  existingBucket(s3, bucket)
  return xmlResponse(xml('VersioningConfiguration', []))
}
