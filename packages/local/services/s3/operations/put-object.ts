import { attributesOf, createObject } from '../create-object.ts'
import { checksumHeaders, encryption } from '../object-headers.ts'
import { receiveBody } from '../receive-body.ts'
import { emptyResponse, existingBucket, type S3Operation } from '../s3.ts'
import { newVersion, versionHeader } from '../versions.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
export const putObject: S3Operation = async (request, s3) => {
  const bucket = existingBucket(s3, request.bucket)
  const attributes = { ...attributesOf(bucket, request), ...newVersion(bucket) }
  const { content, md5, checksum } = await receiveBody(request, s3.store)
  const etag = `"${md5.toString('hex')}"`

  createObject(s3, request, 'PutObject', {
    ...attributes,
    bucket: request.bucket,
    key: request.key,
    content,
    etag,
    modifiedAt: s3.now(),
    ...(checksum && { checksum }),
  })
  return emptyResponse(200, { ...encryption, etag, ...versionHeader(attributes), ...checksumHeaders(checksum) })
}
