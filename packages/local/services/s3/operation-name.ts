import { notImplemented } from './s3-error.ts'

export type S3OperationName =
  | 'ListBuckets'
  | 'CreateBucket'
  | 'DeleteBucket'
  | 'HeadBucket'
  | 'GetBucketLocation'
  | 'GetBucketVersioning'
  | 'ListObjects'
  | 'ListObjectsV2'
  | 'ListObjectVersions'
  | 'DeleteObjects'
  | 'ListMultipartUploads'
  | 'GetObject'
  | 'HeadObject'
  | 'PutObject'
  | 'CopyObject'
  | 'DeleteObject'
  | 'CreateMultipartUpload'
  | 'UploadPart'
  | 'UploadPartCopy'
  | 'CompleteMultipartUpload'
  | 'AbortMultipartUpload'
  | 'ListParts'

type Shape = { method: string; bucket: string; key: string; query: URLSearchParams; headers: Record<string, string> }

/**
 * Which operation a request asks for: S3 decides by method, by whether there is a key, and by query parameters that name a part
 * of the resource (`?uploads`). One that is not known here is refused, since without it the request would mean another thing.
 * @throws S3Error NotImplemented
 */
export function operationName({ method, bucket, key, query, headers }: Readonly<Shape>): S3OperationName {
  const subresources = [...new Set(query.keys())].filter((name) => !isParameter(name))
  if (query.has('versionId') && !versionable.test(method)) throw notImplemented(`S3 ${method} of a version`)
  const level = bucket === '' ? 'service' : key === '' ? 'bucket' : 'object'
  const copy = headers['x-amz-copy-source'] === undefined ? '' : ' copy'
  const shape = `${method} ${level}${subresources
    .sort()
    .map((name) => `?${name}`)
    .join('')}${copy}`
  const name = operations[shape]
  if (!name) throw notImplemented(`S3 ${shape}`)
  return name === 'ListObjects' && query.get('list-type') === '2' ? 'ListObjectsV2' : name
}

const versionable = /^(GET|HEAD|DELETE)$/

/** Query parameters that say how, not what. */
const isParameter = (name: string): boolean => /^(x-id|x-amz-.*|response-.*)$/i.test(name) || parameters.has(name)

const parameters = new Set(
  [
    ['list-type', 'prefix', 'delimiter', 'max-keys', 'marker', 'start-after', 'continuation-token', 'encoding-type'],
    [
      'fetch-owner',
      'allow-unordered',
      'key-marker',
      'upload-id-marker',
      'max-uploads',
      'part-number-marker',
      'max-parts',
    ],
    ['max-buckets', 'bucket-region', 'versionId', 'version-id-marker', 'AWSAccessKeyId', 'Expires', 'Signature'],
  ].flat(),
)

const operations: Record<string, S3OperationName> = {
  'GET service': 'ListBuckets',
  'PUT bucket': 'CreateBucket',
  'DELETE bucket': 'DeleteBucket',
  'HEAD bucket': 'HeadBucket',
  'GET bucket': 'ListObjects',
  'GET bucket?location': 'GetBucketLocation',
  'GET bucket?versioning': 'GetBucketVersioning',
  'GET bucket?versions': 'ListObjectVersions',
  'GET bucket?uploads': 'ListMultipartUploads',
  'POST bucket?delete': 'DeleteObjects',
  'GET object': 'GetObject',
  'GET object?partNumber': 'GetObject',
  'HEAD object': 'HeadObject',
  'HEAD object?partNumber': 'HeadObject',
  'PUT object': 'PutObject',
  'PUT object copy': 'CopyObject',
  'DELETE object': 'DeleteObject',
  'POST object?uploads': 'CreateMultipartUpload',
  'PUT object?partNumber?uploadId': 'UploadPart',
  'PUT object?partNumber?uploadId copy': 'UploadPartCopy',
  'POST object?uploadId': 'CompleteMultipartUpload',
  'DELETE object?uploadId': 'AbortMultipartUpload',
  'GET object?uploadId': 'ListParts',
}
