import type { EpochMs } from '../../clock/clock.ts'
import type { StreamingResponse } from '../../endpoint/service.ts'
import type { Caller } from '../../iam/caller.ts'
import type { S3Request } from './request.ts'
import { noSuchBucket, S3Error } from './s3-error.ts'
import type { StaleReads } from './stale-reads.ts'
import type { Bucket } from './store/buckets.ts'
import type { S3Store } from './store/s3-store.ts'

/** What the operations work with. */
export type S3 = {
  store: S3Store
  staleReads: StaleReads
  accountId: string
  region: string
  now(): EpochMs
  /** Why the caller may not do this, in AWS's words; undefined when he may. */
  denial: Denial
  /** Called after a notice was committed to the outbox. */
  noticed(): void
}

export type Denial = (
  caller: Caller | undefined,
  action: string,
  resource: string,
  context?: Readonly<Record<string, string | readonly string[]>>,
) => string | undefined

/** One S3 operation. @throws S3Error */
export type S3Operation = (request: S3Request, s3: S3) => StreamingResponse | Promise<StreamingResponse>

export function bucketArn(bucket: string): string {
  return `arn:aws:s3:::${bucket}`
}
export function objectArn(bucket: string, key: string): string {
  return `arn:aws:s3:::${bucket}/${key}`
}

/** @throws S3Error NoSuchBucket */
export function existingBucket(s3: S3, name: string): Bucket {
  const bucket = s3.store.buckets.get(name)
  if (!bucket) throw noSuchBucket(name)
  return bucket
}

/** @throws S3Error AccessDenied */
export function mustBeAllowed(s3: S3, ...asked: Parameters<Denial>): void {
  const denial = s3.denial(...asked)
  if (denial !== undefined) throw new S3Error(403, 'AccessDenied', denial)
}

/** An answer with an XML document. */
export function xmlResponse(body: string, headers: Record<string, string> = {}): StreamingResponse {
  return {
    status: 200,
    headers: { ...headers, 'content-type': 'application/xml' },
    body,
  }
}

export function emptyResponse(status: number, headers: Record<string, string> = {}): StreamingResponse {
  return {
    status,
    headers,
    body: '',
  }
}
