import type { EpochMs } from '../../clock.ts'
import { S3Error } from './s3-error.ts'

/**
 * Refuses a presigned URL past its `X-Amz-Expires`.
 * @throws S3Error AccessDenied, AuthorizationQueryParametersError
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
export function checkExpiry(query: URLSearchParams, now: EpochMs): void {
  const signedAt = query.get('X-Amz-Date')
  if (signedAt === null) return
  const seconds = Number(query.get('X-Amz-Expires') ?? Number.NaN)
  const from = Date.parse(signedAt.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
  if (!(seconds >= 1 && seconds <= 604_800) || Number.isNaN(from)) {
    const message = 'X-Amz-Expires must be between 1 second and 7 days and X-Amz-Date an ISO 8601 timestamp'
    throw new S3Error(400, 'AuthorizationQueryParametersError', message)
  }
  const expires = from + seconds * 1000
  if (now <= expires) return
  throw new S3Error(403, 'AccessDenied', 'Request has expired', {
    'X-Amz-Expires': String(seconds),
    Expires: new Date(expires).toISOString(),
    ServerTime: new Date(now).toISOString(),
  })
}
