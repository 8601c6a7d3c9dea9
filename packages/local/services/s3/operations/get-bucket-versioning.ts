import { existingBucket, type S3Operation, xmlResponse } from '../s3.ts'
import { hasVersions } from '../versions.ts'
import { element, xml } from '../xml.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html */
export const getBucketVersioning: S3Operation = ({ bucket }, s3) => {
  const enabled = hasVersions(existingBucket(s3, bucket))
  return xmlResponse(xml('VersioningConfiguration', enabled ? [element('Status', 'Enabled')] : []))
}
