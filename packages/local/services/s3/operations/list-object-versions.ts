import { keyEncoding, listRequest } from '../list-result.ts'
import { existingBucket, type S3, type S3Operation, xmlResponse } from '../s3.ts'
import { notImplemented } from '../s3-error.ts'
import type { PastVersion } from '../store/history.ts'
import { idOf, isDeleteMarker } from '../versions.ts'
import { element, group, xml } from '../xml.ts'

/** Up to 1,000 on one page. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html */
export const listObjectVersions: S3Operation = ({ bucket, query }, s3) => {
  existingBucket(s3, bucket)
  const { prefix, delimiter, maxKeys } = listRequest(query)
  if (delimiter !== '' || query.has('key-marker'))
    throw notImplemented('ListObjectVersions with a delimiter or in pages')
  const encode = keyEncoding(query)
  const entries = keysOf(s3, bucket, prefix).flatMap((key) => entriesOf(s3, bucket, key, encode))
  if (entries.length > maxKeys) throw notImplemented('ListObjectVersions in pages')
  return xmlResponse(
    xml('ListVersionsResult', [
      element('Name', bucket),
      element('Prefix', encode(prefix)),
      element('MaxKeys', maxKeys),
      ...(query.get('encoding-type') === 'url' ? [element('EncodingType', 'url')] : []),
      element('IsTruncated', false),
      ...entries,
    ]),
  )
}

function keysOf(s3: S3, bucket: string, prefix: string): string[] {
  const current = [...s3.store.objects.after(bucket, prefix, '')].map(({ key }) => key)
  const past = s3.store.history.keys(bucket).filter((key) => key.startsWith(prefix))
  return [...new Set([...current, ...past])].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
}

/** Newest first. */
function entriesOf(s3: S3, bucket: string, key: string, encode: (key: string) => string): string[] {
  const current = s3.store.objects.get(bucket, key)
  return [...(current ? [current] : []), ...s3.store.history.of(bucket, key)].map((version, index) =>
    entry(version, index === 0, encode),
  )
}

function entry(version: PastVersion, isLatest: boolean, encode: (key: string) => string): string {
  const facts = [
    element('Key', encode(version.key)),
    element('VersionId', idOf(version)),
    element('IsLatest', isLatest),
    element('LastModified', new Date(version.modifiedAt).toISOString()),
  ]
  if (isDeleteMarker(version)) return group('DeleteMarker', facts)
  const { etag, content, storageClass } = version
  return group('Version', [
    ...facts,
    element('ETag', etag),
    element('Size', content.size),
    element('StorageClass', storageClass),
  ])
}
