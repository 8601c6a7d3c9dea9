import type { EpochMs } from '../../clock/clock.ts'
import { S3Error } from './s3-error.ts'

/**
 * Refuses a presigned URL past its time.
 * @throws S3Error AccessDenied, AuthorizationQueryParametersError
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
export function checkExpiry(query: URLSearchParams, now: EpochMs): void {
  const expires = query.has('X-Amz-Date') ? ofVersion4(query) : ofVersion2(query)
  if (expires === undefined || now <= expires) return
  throw new S3Error(403, 'AccessDenied', 'Request has expired', {
    Expires: new Date(expires).toISOString(),
    ServerTime: new Date(now).toISOString(),
  })
}

function ofVersion4(query: URLSearchParams): EpochMs {
  const signedAt = query.get('X-Amz-Date') ?? ''
  const seconds = Number(query.get('X-Amz-Expires') ?? Number.NaN)
  const from = Date.parse(signedAt.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
  if (seconds >= 1 && seconds <= 604_800 && !Number.isNaN(from)) return from + seconds * 1000
  const message = 'X-Amz-Expires must be between 1 second and 7 days and X-Amz-Date an ISO 8601 timestamp'
  throw new S3Error(400, 'AuthorizationQueryParametersError', message)
}

/** Signature Version 2 names the second itself. */
function ofVersion2(query: URLSearchParams): EpochMs | undefined {
  const expires = query.has('AWSAccessKeyId') ? query.get('Expires') : null
  return expires === null ? undefined : Number(expires) * 1000
}
