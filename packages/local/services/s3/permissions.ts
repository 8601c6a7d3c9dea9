import type { Permission } from '../../iam/permission.ts'
import type { S3OperationName } from './operation-name.ts'
import type { S3Request } from './request.ts'

/**
 * What S3 asks before it carries out an operation. DeleteObjects, copies and reads of a missing key ask for more as they go.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
export function s3Permissions(name: S3OperationName, { bucket, key, headers, query }: S3Request): Permission[] {
  const versionId = query.get('versionId')
  const action = (versionId === null ? undefined : ofVersion[name]) ?? actions[name]
  if (action === undefined) return []
  const resource = name === 'ListBuckets' ? '*' : `arn:aws:s3:::${bucket}${key === '' ? '' : `/${key}`}`
  return [{ action, resource, context: { ...headerKeys(headers), ...queryKeys(query), ...creationKey(name) } }]
}

const actions: Record<S3OperationName, string | undefined> = {
  ListBuckets: 's3:ListAllMyBuckets',
  CreateBucket: 's3:CreateBucket',
  DeleteBucket: 's3:DeleteBucket',
  HeadBucket: 's3:ListBucket',
  GetBucketLocation: 's3:GetBucketLocation',
  GetBucketVersioning: 's3:GetBucketVersioning',
  ListObjects: 's3:ListBucket',
  ListObjectsV2: 's3:ListBucket',
  ListObjectVersions: 's3:ListBucketVersions',
  DeleteObjects: undefined,
  ListMultipartUploads: 's3:ListBucketMultipartUploads',
  GetObject: 's3:GetObject',
  HeadObject: 's3:GetObject',
  PutObject: 's3:PutObject',
  CopyObject: 's3:PutObject',
  DeleteObject: 's3:DeleteObject',
  CreateMultipartUpload: 's3:PutObject',
  UploadPart: 's3:PutObject',
  UploadPartCopy: 's3:PutObject',
  CompleteMultipartUpload: 's3:PutObject',
  AbortMultipartUpload: 's3:AbortMultipartUpload',
  ListParts: 's3:ListMultipartUploadParts',
}

/** What a request needs that names a version. */
const ofVersion: Partial<Record<S3OperationName, string>> = {
  GetObject: 's3:GetObjectVersion',
  HeadObject: 's3:GetObjectVersion',
  DeleteObject: 's3:DeleteObjectVersion',
}

/**
 * Whether this request makes an object visible. A policy that insists on `If-None-Match` has to spare the requests that only
 * prepare one.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
 */
function creationKey(name: S3OperationName): Record<string, string> {
  return actions[name] === 's3:PutObject' ? { 's3:ObjectCreationOperation': String(creations.has(name)) } : {}
}

const creations = new Set<S3OperationName>(['PutObject', 'CopyObject', 'CompleteMultipartUpload'])

/** Condition keys that are headers of the same name behind `s3:`. */
function headerKeys(headers: Readonly<Record<string, string>>): Record<string, string> {
  const names = conditionHeaders.filter((name) => headers[name] !== undefined)
  return Object.fromEntries(names.map((name) => [`s3:${name}`, headers[name] ?? '']))
}

const conditionHeaders = [
  'if-none-match',
  'if-match',
  'x-amz-acl',
  'x-amz-copy-source',
  'x-amz-metadata-directive',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-storage-class',
  'x-amz-content-sha256',
]

function queryKeys(query: URLSearchParams): Record<string, string> {
  const names = ['prefix', 'delimiter', 'max-keys'].filter((name) => query.has(name))
  const versionId = query.get('versionId')
  return {
    ...Object.fromEntries(names.map((name) => [`s3:${name}`, query.get(name) ?? ''])),
    ...(versionId !== null && { 's3:VersionId': versionId }),
  }
}
