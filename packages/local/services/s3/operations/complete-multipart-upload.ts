import { createHash } from 'node:crypto'
import * as z from 'zod'
import { readBody } from '../../../endpoint/body.ts'
import { type Checksum, checksumElement, checksumHeader, compositeChecksum, verify } from '../checksums.ts'
import { createObject } from '../create-object.ts'
import { existingUpload } from '../existing-upload.ts'
import { encryption } from '../object-headers.ts'
import type { S3Request } from '../request.ts'
import { existingBucket, type S3, type S3Operation, xmlResponse } from '../s3.ts'
import { S3Error } from '../s3-error.ts'
import type { Part, Upload } from '../store/uploads.ts'
import { newVersion, versionHeader } from '../versions.ts'
import { element, listOf, readXml, xml } from '../xml.ts'
import { malformedXml } from './delete-objects.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html */
export const completeMultipartUpload: S3Operation = async (request, s3) => {
  const upload = existingUpload(s3, request)
  const parts = choose(parse((await readBody(request.body)).toString()), s3.store.uploads.parts(upload.id), upload)
  const { content, checksum } = await join(s3, upload, parts)
  const etag = etagOf(parts)
  const version = newVersion(existingBucket(s3, request.bucket))

  const { bucket, key, headers, storageClass } = upload
  try {
    if (checksum) verify(checksum.algorithm, request.headers[checksumHeader(checksum.algorithm)], checksum.value)
    existingUpload(s3, request)
  } catch (error) {
    s3.store.contents.discard(content)
    throw error
  }
  createObject(
    s3,
    request,
    'CompleteMultipartUpload',
    {
      ...{ bucket, key, headers, storageClass, content, etag, ...version },
      modifiedAt: s3.now(),
      partSizes: parts.map((part) => part.content.size),
      ...(checksum && { checksum }),
    },
    () => s3.store.uploads.delete(upload.id),
  )
  return xmlResponse(
    xml('CompleteMultipartUploadResult', [
      element('Location', locationOf(request)),
      element('Bucket', bucket),
      element('Key', key),
      element('ETag', etag),
      ...(checksum
        ? [element(checksumElement(checksum.algorithm), checksum.value), element('ChecksumType', checksum.type)]
        : []),
    ]),
    { ...encryption, ...versionHeader(version) },
  )
}

const CompleteMultipartUpload = z.object({
  Part: listOf(z.looseObject({ PartNumber: z.coerce.number(), ETag: z.string() })),
})
type WantedPart = z.infer<typeof CompleteMultipartUpload>['Part'][number]

function parse(text: string): WantedPart[] {
  const parsed = readOr(text)
  if (parsed.length === 0) throw malformedXml()
  return parsed
}

function readOr(text: string): WantedPart[] {
  try {
    return readXml(text, 'CompleteMultipartUpload', CompleteMultipartUpload).Part
  } catch {
    return []
  }
}

const leastPartBytes = 5 * 1024 * 1024

/** The uploaded parts that the request lists. @throws S3Error InvalidPart, InvalidPartOrder, EntityTooSmall */
function choose(wanted: WantedPart[], uploaded: Part[], upload: Upload): Part[] {
  const element = upload.checksum && checksumElement(upload.checksum.algorithm)
  return wanted.map((one, index) => {
    const part = uploaded.find(({ number }) => number === one.PartNumber)
    const announced = element && one[element]
    const fits = part && unquoted(one.ETag) === unquoted(part.etag) && (!announced || announced === part.checksum)
    if (!part || !fits) throw invalidPart()
    if (one.PartNumber <= (wanted[index - 1]?.PartNumber ?? 0)) throw invalidPartOrder()
    if (index < wanted.length - 1 && part.content.size < leastPartBytes) throw entityTooSmall()
    return part
  })
}

async function join(s3: S3, upload: Upload, parts: Part[]): Promise<{ content: Part['content']; checksum?: Checksum }> {
  const { algorithm, type } = upload.checksum ?? {}
  const bytes = s3.store.contents.concatenate(parts.map((part) => part.content))
  const { content, checksums } = await s3.store.contents.receive(
    bytes,
    type === 'FULL_OBJECT' && algorithm ? [algorithm] : [],
  )
  if (!algorithm || !type) return { content }
  const value =
    type === 'FULL_OBJECT'
      ? (checksums.get(algorithm) ?? '')
      : await compositeChecksum(
          algorithm,
          parts.map((part) => part.checksum ?? ''),
        )
  return { content, checksum: { algorithm, type, value } }
}

/** The MD5 of the parts' MD5s and their number, as S3 does it. */
function etagOf(parts: Part[]): string {
  const hash = createHash('md5')
  for (const part of parts) hash.update(unquoted(part.etag), 'hex')
  return `"${hash.digest('hex')}-${parts.length}"`
}

const unquoted = (etag: string): string => etag.replaceAll('"', '')

const locationOf = ({ headers, bucket, key }: S3Request): string =>
  `http://${headers.host ?? '127.0.0.1'}/${bucket}/${encodeURIComponent(key).replaceAll('%2F', '/')}`

const invalidPart = () =>
  new S3Error(
    400,
    'InvalidPart',
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
  )

const invalidPartOrder = () =>
  new S3Error(
    400,
    'InvalidPartOrder',
    'The list of parts was not in ascending order. Parts must be ordered by part number.',
  )

const entityTooSmall = () =>
  new S3Error(400, 'EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size')
