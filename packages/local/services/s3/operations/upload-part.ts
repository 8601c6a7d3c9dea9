import type { Checksum } from '../checksums.ts'
import { existingUpload } from '../existing-upload.ts'
import { checksumHeaders, encryption } from '../object-headers.ts'
import { type ReceivedBody, receiveBody } from '../receive-body.ts'
import type { S3Request } from '../request.ts'
import { emptyResponse, type S3, type S3Operation } from '../s3.ts'
import { invalidArgument } from '../s3-error.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html */
export const uploadPart: S3Operation = async (request, s3) => {
  const upload = existingUpload(s3, request)
  const number = partNumber(request)
  const body = await receiveBody(request, s3.store, upload.checksum?.algorithm)
  const etag = keepPart(s3, request, number, body)
  return emptyResponse(200, { ...encryption, etag, ...withoutType(body.checksum) })
}

/** Stores one part unless the upload ended while it arrived. Returns its ETag. @throws S3Error NoSuchUpload */
export function keepPart(s3: S3, request: S3Request, number: number, { content, md5, checksum }: ReceivedBody): string {
  const etag = `"${md5.toString('hex')}"`
  try {
    s3.store.transaction(() => {
      const upload = existingUpload(s3, request)
      const part = { number, content, etag, modifiedAt: s3.now() }
      s3.store.uploads.putPart(upload.id, checksum ? { ...part, checksum: checksum.value } : part)
    })
    return etag
  } catch (error) {
    s3.store.contents.discard(content)
    throw error
  }
}

/** @throws S3Error InvalidArgument outside 1 … 10,000 */
export function partNumber({ query }: S3Request): number {
  const text = query.get('partNumber') ?? ''
  const number = Number(text)
  if (Number.isInteger(number) && number >= 1 && number <= 10_000) return number
  throw invalidArgument('partNumber', text, 'Part number must be an integer between 1 and 10000, inclusive')
}

function withoutType(checksum: Checksum | undefined): Record<string, string> {
  const { 'x-amz-checksum-type': _, ...headers } = checksumHeaders(checksum)
  return headers
}
