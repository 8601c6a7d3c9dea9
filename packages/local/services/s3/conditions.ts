import type { EpochMs } from '../../clock/clock.ts'
import { noSuchKey, notImplemented, preconditionFailed, S3Error } from './s3-error.ts'

type Headers = Readonly<Record<string, string>>
type Existing = { etag: string; modifiedAt: EpochMs }

/**
 * May this write replace what is there? `If-None-Match: *` only when nothing is, `If-Match` only that very object.
 * @throws S3Error PreconditionFailed, NoSuchKey, NotImplemented
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export function checkWrite(headers: Headers, key: string, existing: Existing | undefined): void {
  const ifNoneMatch = headers['if-none-match']
  const ifMatch = headers['if-match']
  if (ifNoneMatch !== undefined) {
    if (ifNoneMatch.trim() !== '*') throw notImplemented('If-None-Match with a value other than * on a write')
    if (existing) throw preconditionFailed('If-None-Match')
  }
  if (ifMatch !== undefined) {
    if (!existing) throw noSuchKey(key)
    if (!matches(ifMatch, existing.etag)) throw preconditionFailed('If-Match')
  }
}

/**
 * Should this read answer with the object? `prefix` is `x-amz-copy-source-` for the source of a copy.
 * @throws S3Error PreconditionFailed, or 304 NotModified
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-reads.html
 */
export function checkRead(headers: Headers, existing: Existing, prefix = ''): void {
  const of = (name: string) => headers[`${prefix}${name}`]
  const ifMatch = of('if-match')
  const ifNoneMatch = of('if-none-match')
  const unmodifiedSince = Date.parse(of('if-unmodified-since') ?? '')
  const modifiedSince = Date.parse(of('if-modified-since') ?? '')
  // The wire knows whole seconds only.
  const modifiedAt = Math.floor(existing.modifiedAt / 1000) * 1000

  if (ifMatch !== undefined) {
    if (!matches(ifMatch, existing.etag)) throw preconditionFailed('If-Match')
  } else if (modifiedAt > unmodifiedSince) {
    throw preconditionFailed('If-Unmodified-Since')
  }
  if (ifNoneMatch !== undefined) {
    if (matches(ifNoneMatch, existing.etag)) throw unchanged(prefix, 'If-None-Match', existing)
  } else if (modifiedAt <= modifiedSince) {
    throw unchanged(prefix, 'If-Modified-Since', existing)
  }
}

const unchanged = (prefix: string, condition: string, { etag, modifiedAt }: Existing): S3Error => {
  if (prefix !== '') return preconditionFailed(condition)
  return new S3Error(304, 'NotModified', 'Not Modified', {
    etag,
    'last-modified': new Date(modifiedAt).toUTCString(),
  })
}

const matches = (header: string, etag: string): boolean =>
  header.split(',').some((candidate) => candidate.trim() === '*' || unquoted(candidate) === unquoted(etag))

const unquoted = (etag: string): string => etag.trim().replace(/^W\//, '').replaceAll('"', '')
