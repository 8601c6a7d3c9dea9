import { byteRange } from '../byte-range.ts'
import { checkRead } from '../conditions.ts'
import { describe } from '../object-headers.ts'
import { readableObject } from '../readable-object.ts'
import type { S3Operation } from '../s3.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
export const getObject: S3Operation = (request, s3) => {
  const { bucket, key } = request
  const versionId = request.query.get('versionId')
  const object = readableObject(s3, request.caller, versionId === null ? { bucket, key } : { bucket, key, versionId })
  checkRead(request.headers, object)
  const { status, start, end, headers: rangeHeaders } = byteRange(request, object)

  const wholeWithChecksum = status === 200 && request.headers['x-amz-checksum-mode']?.toUpperCase() === 'ENABLED'
  const headers = { ...describe(object, wholeWithChecksum), ...rangeHeaders, ...overrides(request.query) }
  const body = request.method === 'HEAD' ? '' : s3.store.contents.read(object.content, start, end)
  return { status, headers: { ...headers, 'content-length': String(end - start + 1) }, body }
}

/** A presigned URL may say how a browser shall take the object: `response-content-disposition=attachment`. */
function overrides(query: URLSearchParams): Record<string, string> {
  const named = [...query].filter(([name]) => name.startsWith('response-'))
  return Object.fromEntries(named.map(([name, value]) => [name.slice('response-'.length), value]))
}
