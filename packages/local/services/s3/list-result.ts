import type { Listing } from './listing.ts'
import { invalidArgument } from './s3-error.ts'
import type { StoredObject } from './store/objects.ts'
import { element, group } from './xml.ts'

/** What both listings are asked. @throws S3Error InvalidArgument */
export function listRequest(query: URLSearchParams): { prefix: string; delimiter: string; maxKeys: number } {
  const wanted = query.get('max-keys') ?? '1000'
  if (!/^\d+$/.test(wanted))
    throw invalidArgument('max-keys', wanted, 'Provided max-keys not an integer or within range')
  return {
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    maxKeys: Math.min(Number(wanted), 1000),
  }
}

/** XML cannot hold every character of a key; `encoding-type=url` asks for keys as in a URL. */
export function keyEncoding(query: URLSearchParams): (key: string) => string {
  return query.get('encoding-type') === 'url' ? (key) => encodeURIComponent(key).replaceAll('%2F', '/') : (key) => key
}

/** What both listings answer. */
export function listResult(page: Listing, wish: ReturnType<typeof listRequest>, query: URLSearchParams): string[] {
  const encode = keyEncoding(query)
  return [
    element('Prefix', encode(wish.prefix)),
    ...(wish.delimiter ? [element('Delimiter', encode(wish.delimiter))] : []),
    element('MaxKeys', wish.maxKeys),
    ...(query.get('encoding-type') === 'url' ? [element('EncodingType', 'url')] : []),
    element('IsTruncated', page.truncated),
    ...page.objects.map((object) => contents(object, encode)),
    ...page.commonPrefixes.map((prefix) => group('CommonPrefixes', [element('Prefix', encode(prefix))])),
  ]
}

function contents(object: StoredObject, encode: (key: string) => string): string {
  return group('Contents', [
    element('Key', encode(object.key)),
    element('LastModified', new Date(object.modifiedAt).toISOString()),
    element('ETag', object.etag),
    ...(object.checksum
      ? [element('ChecksumAlgorithm', object.checksum.algorithm), element('ChecksumType', object.checksum.type)]
      : []),
    element('Size', object.content.size),
    element('StorageClass', object.storageClass),
  ])
}
