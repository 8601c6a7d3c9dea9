import { randomUUID } from 'node:crypto'
import { isChecksumAlgorithm } from '../checksums.ts'
import { attributesOf } from '../create-object.ts'
import { encryption } from '../object-headers.ts'
import { existingBucket, type S3Operation, xmlResponse } from '../s3.ts'
import { invalidArgument } from '../s3-error.ts'
import type { Upload } from '../store/uploads.ts'
import { element, xml } from '../xml.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html */
export const createMultipartUpload: S3Operation = (request, s3) => {
  const attributes = attributesOf(existingBucket(s3, request.bucket), request)
  const checksum = checksumOf(request.headers)
  const id = randomUUID()
  const { bucket, key } = request

  s3.store.transaction(() =>
    s3.store.uploads.add({ ...attributes, id, bucket, key, initiatedAt: s3.now(), ...checksum }),
  )
  return xmlResponse(
    xml('InitiateMultipartUploadResult', [element('Bucket', bucket), element('Key', key), element('UploadId', id)]),
    {
      ...encryption,
      ...(checksum.checksum && {
        'x-amz-checksum-algorithm': checksum.checksum.algorithm,
        'x-amz-checksum-type': checksum.checksum.type,
      }),
    },
  )
}

function checksumOf(headers: Readonly<Record<string, string>>): Pick<Upload, 'checksum'> {
  const algorithm = headers['x-amz-checksum-algorithm']
  if (algorithm === undefined) return {}
  if (!isChecksumAlgorithm(algorithm)) throw invalidArgument('x-amz-checksum-algorithm', algorithm)
  const whole = headers['x-amz-checksum-type'] === 'FULL_OBJECT' || algorithm === 'CRC64NVME'
  return { checksum: { algorithm, type: whole ? 'FULL_OBJECT' : 'COMPOSITE' } }
}
