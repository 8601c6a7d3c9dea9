import { randomUUID } from 'node:crypto'
import type { AwsResponse } from '../../endpoint/service.ts'
import { element, xml } from './xml.ts'

/**
 * What S3 refuses with. `facts` are the members beside Code and Message, e.g. `{ Key: 'a.json' }`.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
export class S3Error extends Error {
  override readonly name = 'S3Error'
  readonly status: number
  readonly code: string
  readonly facts: Readonly<Record<string, string>>

  constructor(status: number, code: string, message: string, facts: Record<string, string> = {}) {
    super(message)
    this.status = status
    this.code = code
    this.facts = facts
  }
}

export function noSuchBucket(bucket: string) {
  return new S3Error(404, 'NoSuchBucket', 'The specified bucket does not exist', { BucketName: bucket })
}

export function noSuchKey(key: string) {
  return new S3Error(404, 'NoSuchKey', 'The specified key does not exist.', { Key: key })
}

export function noSuchUpload(uploadId: string) {
  return new S3Error(
    404,
    'NoSuchUpload',
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    { UploadId: uploadId },
  )
}

export function preconditionFailed(condition: string) {
  return new S3Error(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', {
    Condition: condition,
  })
}

export function notImplemented(what: string) {
  return new S3Error(501, 'NotImplemented', `${what} is not implemented in the local region`)
}

export function invalidArgument(name: string, value: string, message = 'Invalid Argument') {
  return new S3Error(400, 'InvalidArgument', message, { ArgumentName: name, ArgumentValue: value })
}

/** The error as S3 sends it. A 304 is none: it has no body, and its facts are headers. */
export function s3ErrorResponse(error: S3Error): AwsResponse {
  const requestId = randomUUID()
  const headers = { 'x-amz-request-id': requestId, 'x-amz-id-2': 'local' }
  if (error.status === 304) return { status: 304, headers: { ...headers, ...error.facts }, body: '' }
  const facts = Object.entries(error.facts).map(([name, value]) => element(name, value))
  const body = xml('Error', [
    element('Code', error.code),
    element('Message', error.message),
    ...facts,
    element('RequestId', requestId),
    element('HostId', 'local'),
  ])
  return { status: error.status, headers: { ...headers, 'content-type': 'application/xml' }, body }
}
