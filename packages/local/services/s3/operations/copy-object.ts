import { type Checksum, checksumElement, digestOf, isChecksumAlgorithm } from '../checksums.ts'
import { checkRead } from '../conditions.ts'
import { attributesOf, createObject } from '../create-object.ts'
import { encryption } from '../object-headers.ts'
import { readableSource } from '../readable-object.ts'
import { copySource } from '../request.ts'
import { existingBucket, type S3, type S3Operation, xmlResponse } from '../s3.ts'
import { invalidArgument, S3Error } from '../s3-error.ts'
import type { StoredObject } from '../store/objects.ts'
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

  const { partSizes: _, versionId: __, checksum: kept, ...facts } = source
  const checksum = await checksumOfCopy(request.headers['x-amz-checksum-algorithm'], kept, source, s3)
  const copy = {
    ...facts,
    ...newVersion(bucket),
    bucket: request.bucket,
    key: request.key,
    content: await s3.store.contents.copy(source.content),
    headers: replace ? attributes.headers : source.headers,
    storageClass: attributes.storageClass,
    modifiedAt: s3.now(),
    ...(checksum && { checksum }),
  }
  createObject(s3, request, 'CopyObject', copy)
  const lastModified = new Date(copy.modifiedAt).toISOString()
  const result = [
    element('LastModified', lastModified),
    element('ETag', copy.etag),
    ...(checksum
      ? [element(checksumElement(checksum.algorithm), checksum.value), element('ChecksumType', checksum.type)]
      : []),
  ]
  return xmlResponse(xml('CopyObjectResult', result), {
    ...encryption,
    ...versionHeader(copy),
    ...(source.versionId !== undefined && { 'x-amz-copy-source-version-id': source.versionId }),
  })
}

/** That of the source, unless the request asks for another one, which is computed of the whole copy. */
async function checksumOfCopy(
  wanted: string | undefined,
  kept: Checksum | undefined,
  { content }: StoredObject,
  s3: S3,
): Promise<Checksum | undefined> {
  if (wanted === undefined) return kept
  if (!isChecksumAlgorithm(wanted)) throw invalidArgument('x-amz-checksum-algorithm', wanted)
  if (kept?.algorithm === wanted && kept.type === 'FULL_OBJECT') return kept
  const digest = digestOf(wanted)
  for await (const chunk of s3.store.contents.concatenate([content])) digest.update(chunk)
  return { algorithm: wanted, value: await digest.value(), type: 'FULL_OBJECT' }
}

const nothingChanges = () =>
  new S3Error(
    400,
    'InvalidRequest',
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  )
