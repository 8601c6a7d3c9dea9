import type { StreamingRequest } from '../../endpoint/service.ts'
import { S3Error } from './s3-error.ts'

/** The address of a request, taken apart. Bucket and key are empty when it has none. */
type Address = { bucket: string; key: string; query: URLSearchParams }
export type S3Request = StreamingRequest & Address

/**
 * Finds bucket and key in the path, or the bucket in the host (`bucket.localhost`, `bucket.s3.us-east-1.…`).
 * @throws S3Error InvalidURI
 */
export function s3Request<Request extends Pick<StreamingRequest, 'url' | 'headers'>>(
  request: Request,
): Request & Address {
  const [rawPath = '/', rawQuery] = request.url.split(/\?(.*)/s)
  const path = decode(rawPath.replace(/^\//, ''))
  const query = new URLSearchParams(rawQuery)
  const hostBucket = bucketOfHost(request.headers.host ?? '')
  if (hostBucket !== undefined) return { ...request, query, bucket: hostBucket, key: path }
  const slash = path.indexOf('/')
  return slash === -1
    ? { ...request, query, bucket: path, key: '' }
    : { ...request, query, bucket: path.slice(0, slash), key: path.slice(slash + 1) }
}

function bucketOfHost(host: string): string | undefined {
  const name = host.replace(/:\d+$/, '')
  return /^(.+?)\.(?:s3[.-].*|localhost)$/.exec(name)?.[1]?.replace(/^s3$/, '') || undefined
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    throw new S3Error(400, 'InvalidURI', "Couldn't parse the specified URI.", { URI: path })
  }
}

/** The object, perhaps a version of it, that `x-amz-copy-source` names. @throws S3Error InvalidArgument */
export function copySource(header: string): { bucket: string; key: string; versionId?: string } {
  const [source = '', versionId] = header.split('?versionId=')
  const [, bucket, key] = /^\/?([^/]+)\/(.+)$/s.exec(decode(source)) ?? []
  if (!bucket || !key) throw new S3Error(400, 'InvalidArgument', 'Copy Source must mention the source bucket and key')
  return versionId === undefined ? { bucket, key } : { bucket, key, versionId }
}
