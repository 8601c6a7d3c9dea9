import { type Checksum, checksumHeader } from './checksums.ts'
import { notImplemented } from './s3-error.ts'
import type { StoredObject } from './store/objects.ts'
import { versionHeader } from './versions.ts'

type Headers = Readonly<Record<string, string>>

/** Of a request that creates an object: the headers that a later GetObject gives back. @throws S3Error NotImplemented */
export function headersToKeep(headers: Headers): Record<string, string> {
  for (const name of unsupported) if (headers[name] !== undefined) throw notImplemented(`the header ${name}`)
  const kept: Record<string, string> = { 'content-type': headers['content-type'] || 'binary/octet-stream' }
  for (const [name, value] of Object.entries(headers))
    if (name.startsWith('x-amz-meta-') || keptNames.has(name)) kept[name] = value
  // How it travelled, not what it is.
  const encoding = headers['content-encoding']
    ?.split(',')
    .map((one) => one.trim())
    .filter((one) => one !== 'aws-chunked')
  if (encoding?.length) kept['content-encoding'] = encoding.join(',')
  return kept
}

/** What every answer about an object says about it. */
export function describe(object: StoredObject, withChecksum: boolean): Record<string, string> {
  return {
    ...encryption,
    ...object.headers,
    etag: object.etag,
    'last-modified': new Date(object.modifiedAt).toUTCString(),
    'accept-ranges': 'bytes',
    ...versionHeader(object),
    ...(object.storageClass !== 'STANDARD' && { 'x-amz-storage-class': object.storageClass }),
    ...(withChecksum && checksumHeaders(object.checksum)),
  }
}

export function checksumHeaders(checksum: Checksum | undefined): Record<string, string> {
  return checksum ? { [checksumHeader(checksum.algorithm)]: checksum.value, 'x-amz-checksum-type': checksum.type } : {}
}

/** S3 encrypts every object; unless a request says otherwise, with keys of its own. */
export const encryption = { 'x-amz-server-side-encryption': 'AES256' }

const keptNames = new Set([
  'cache-control',
  'content-disposition',
  'content-language',
  'expires',
  'x-amz-website-redirect-location',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
])

const unsupported = [
  'x-amz-tagging',
  'x-amz-object-lock-mode',
  'x-amz-object-lock-legal-hold',
  'x-amz-server-side-encryption-customer-algorithm',
  'x-amz-write-offset-bytes',
]
