import { checkRead } from '../conditions.ts'
import { attributesOf, createObject } from '../create-object.ts'
import { encryption } from '../object-headers.ts'
import { readableObject } from '../readable-object.ts'
import { copySource } from '../request.ts'
import { existingBucket, mustBeAllowed, objectArn, type S3Operation, xmlResponse } from '../s3.ts'
import { S3Error } from '../s3-error.ts'
import { element, xml } from '../xml.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
export const copyObject: S3Operation = async (request, s3) => {
  const attributes = attributesOf(existingBucket(s3, request.bucket), request)
  const from = copySource(request.headers['x-amz-copy-source'] ?? '')
  mustBeAllowed(s3, request.caller, 's3:GetObject', objectArn(from.bucket, from.key))
  const source = readableObject(s3, request.caller, from.bucket, from.key)
  checkRead(request.headers, source, 'x-amz-copy-source-')

  const replace = request.headers['x-amz-metadata-directive'] === 'REPLACE'
  const inPlace = from.bucket === request.bucket && from.key === request.key
  if (inPlace && !replace && attributes.storageClass === source.storageClass) throw nothingChanges()

  const { partSizes: _, ...facts } = source
  const copy = {
    ...facts,
    bucket: request.bucket,
    key: request.key,
    content: await s3.store.contents.copy(source.content),
    headers: replace ? attributes.headers : source.headers,
    storageClass: attributes.storageClass,
    modifiedAt: s3.now(),
  }
  createObject(s3, request, 'CopyObject', copy)
  const lastModified = new Date(copy.modifiedAt).toISOString()
  return xmlResponse(
    xml('CopyObjectResult', [element('LastModified', lastModified), element('ETag', copy.etag)]),
    encryption,
  )
}

const nothingChanges = () =>
  new S3Error(
    400,
    'InvalidRequest',
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  )
