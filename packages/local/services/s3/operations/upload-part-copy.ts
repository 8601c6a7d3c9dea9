import { checksumElement } from '../checksums.ts'
import { checkRead } from '../conditions.ts'
import { existingUpload } from '../existing-upload.ts'
import { encryption } from '../object-headers.ts'
import { readableSource } from '../readable-object.ts'
import { copySource } from '../request.ts'
import { type S3Operation, xmlResponse } from '../s3.ts'
import { invalidArgument } from '../s3-error.ts'
import { element, xml } from '../xml.ts'
import { keepPart, partNumber } from './upload-part.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html */
export const uploadPartCopy: S3Operation = async (request, s3) => {
  const upload = existingUpload(s3, request)
  const number = partNumber(request)
  const from = copySource(request.headers['x-amz-copy-source'] ?? '')
  const source = readableSource(s3, request.caller, from)
  checkRead(request.headers, source, 'x-amz-copy-source-')

  const { start, end } = rangeOf(request.headers['x-amz-copy-source-range'], source.content.size)
  const algorithm = upload.checksum?.algorithm
  const bytes = s3.store.contents.read(source.content, start, end)
  const stream = Buffer.isBuffer(bytes) ? toAsync(bytes) : bytes
  const { content, md5, checksums } = await s3.store.contents.receive(stream, algorithm ? [algorithm] : [])
  const value = algorithm && checksums.get(algorithm)

  const etag = keepPart(s3, request, number, {
    content,
    md5,
    ...(algorithm && value && { checksum: { algorithm, value, type: 'FULL_OBJECT' } }),
  })
  const result = [
    element('LastModified', new Date(s3.now()).toISOString()),
    element('ETag', etag),
    ...(algorithm && value ? [element(checksumElement(algorithm), value)] : []),
  ]
  return xmlResponse(xml('CopyPartResult', result), encryption)
}

function rangeOf(header: string | undefined, size: number): { start: number; end: number } {
  if (header === undefined) return { start: 0, end: size - 1 }
  const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(header) ?? []
  if (start === undefined || end === undefined || Number(start) > Number(end) || Number(end) >= size)
    throw invalidArgument(
      'x-amz-copy-source-range',
      header,
      `Range specified is not valid for source object of size: ${size}`,
    )
  return { start: Number(start), end: Number(end) }
}

async function* toAsync(bytes: Buffer): AsyncGenerator<Buffer> {
  if (bytes.length > 0) yield bytes
}
