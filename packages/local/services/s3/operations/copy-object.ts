import { checkRead } from '../conditions.ts'
import { attributesOf, createObject } from '../create-object.ts'
import { encryption } from '../object-headers.ts'
import { readableSource } from '../readable-object.ts'
import { copySource } from '../request.ts'
import { existingBucket, type S3Operation, xmlResponse } from '../s3.ts'
import { S3Error } from '../s3-error.ts'
import { hasVersions, newVersion, versionHeader } from '../versions.ts'
import { element, xml } from '../xml.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
export const copyObject: S3Operation = async (request, s3) => {
  const bucket = existingBucket(s3, request.bucket)
  const attributes = attributesOf(bucket, request)
  const from = copySource(request.headers['x-amz-copy-source'] ?? '')
  const source = readableSource(s3, request.caller, from)
  checkRead(request.headers, source, 'x-amz-copy-source-')

  const replace = request.headers['x-amz-metadata-directive'] === 'REPLACE'
  const inPlace = from.bucket === request.bucket && from.key === request.key && !from.versionId && !hasVersions(bucket)
  if (inPlace && !replace && attributes.storageClass === source.storageClass) throw nothingChanges()

  const { partSizes: _, versionId: __, ...facts } = source
  const copy = {
    ...facts,
    ...newVersion(bucket),
    bucket: request.bucket,
    key: request.key,
    content: await s3.store.contents.copy(source.content),
    headers: replace ? attributes.headers : source.headers,
    storageClass: attributes.storageClass,
    modifiedAt: s3.now(),
  }
  createObject(s3, request, 'CopyObject', copy)
  const lastModified = new Date(copy.modifiedAt).toISOString()
  return xmlResponse(xml('CopyObjectResult', [element('LastModified', lastModified), element('ETag', copy.etag)]), {
    ...encryption,
    ...versionHeader(copy),
    ...(source.versionId !== undefined && { 'x-amz-copy-source-version-id': source.versionId }),
  })
}

const nothingChanges = () =>
  new S3Error(
    400,
    'InvalidRequest',
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  )
