import { checksumElement } from '../checksums.ts'
import { existingUpload } from '../existing-upload.ts'
import { type S3Operation, xmlResponse } from '../s3.ts'
import { element, group, xml } from '../xml.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html */
export const listParts: S3Operation = (request, s3) => {
  const upload = existingUpload(s3, request)
  const after = Number(request.query.get('part-number-marker') ?? 0)
  const maxParts = Math.min(Number(request.query.get('max-parts') ?? 1000), 1000)
  const parts = s3.store.uploads.parts(upload.id).filter(({ number }) => number > after)
  const page = parts.slice(0, maxParts)
  return xmlResponse(
    xml('ListPartsResult', [
      element('Bucket', upload.bucket),
      element('Key', upload.key),
      element('UploadId', upload.id),
      element('StorageClass', upload.storageClass),
      element('PartNumberMarker', after),
      element('NextPartNumberMarker', page.at(-1)?.number ?? after),
      element('MaxParts', maxParts),
      element('IsTruncated', parts.length > page.length),
      ...page.map(({ number, etag, modifiedAt, content, checksum }) =>
        group('Part', [
          element('PartNumber', number),
          element('LastModified', new Date(modifiedAt).toISOString()),
          element('ETag', etag),
          element('Size', content.size),
          ...(checksum && upload.checksum ? [element(checksumElement(upload.checksum.algorithm), checksum)] : []),
        ]),
      ),
    ]),
  )
}
