import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  type CopyPartResult,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  type S3Client,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import type { Algorithm, Checksum } from './checksum.ts'

export type LargeCopy = {
  from: { bucket: string; key: string; etag: string }
  to: { bucket: string; key: string; storageClass: 'GLACIER_IR' | 'STANDARD' }
  /** The checksum that the copy shall have: one that S3 can tell of a whole object that came in parts. */
  algorithm: Algorithm
  partBytes: number
}

/** S3 takes 10,000 parts. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const mostParts = 10_000

/** How many parts S3 copies at the same time. */
const atOnce = 16

/**
 * Copies an object of any size within S3: no byte of it passes through the function. Headers, user metadata and tags go along.
 * Rejects as S3 does: `NotFound` or `PreconditionFailed` for a source that is gone or another one. What was uploaded of a copy
 * that fails is removed.
 * @returns the checksum that S3 computed of the copy
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/CopyingObjectsMPUapi.html
 */
export async function copyInParts(
  s3: S3Client,
  { from, to, algorithm, partBytes }: LargeCopy,
  signal: AbortSignal,
): Promise<Checksum | undefined> {
  const options = { abortSignal: signal }
  const source = { Bucket: from.bucket, Key: from.key }
  const file = await s3.send(new HeadObjectCommand({ ...source, IfMatch: from.etag }), options)
  const upload = { Bucket: to.bucket, Key: to.key }
  const created = new CreateMultipartUploadCommand({
    ...upload,
    ...facts(file),
    ...((file.TagCount ?? 0) > 0 && { Tagging: await tags(s3, source, options) }),
    StorageClass: to.storageClass,
    ChecksumAlgorithm: algorithm,
    ChecksumType: 'FULL_OBJECT',
  })
  const { UploadId } = await s3.send(created, options)

  try {
    const ranges = rangesOf(file.ContentLength ?? 0, partBytes)
    const parts: CompletedPart[] = []
    const copyNext = async (): Promise<void> => {
      for (let part = ranges.next(); !part.done; part = ranges.next()) {
        signal.throwIfAborted()
        const { PartNumber, CopySourceRange } = part.value
        const command = new UploadPartCopyCommand({
          ...upload,
          UploadId,
          PartNumber,
          CopySource: `${from.bucket}/${encodeURIComponent(from.key)}`,
          CopySourceIfMatch: from.etag,
          CopySourceRange,
        })
        const { CopyPartResult } = await s3.send(command, options)
        parts.push({ PartNumber, ...completed(CopyPartResult, algorithm) })
      }
    }
    await allOrNone(Array.from({ length: atOnce }, copyNext), () => ranges.return(undefined))
    const Parts = parts.sort((a, b) => Number(a.PartNumber) - Number(b.PartNumber))
    const complete = new CompleteMultipartUploadCommand({ ...upload, UploadId, MultipartUpload: { Parts } })
    const { [`Checksum${algorithm}` as const]: value } = await s3.send(complete, options)
    return value === undefined ? undefined : { algorithm, value }
  } catch (error) {
    // What cannot be removed now is removed by the bucket's lifecycle a day later.
    await s3.send(new AbortMultipartUploadCommand({ ...upload, UploadId })).catch(() => {})
    throw error
  }
}

/** Waits for all of them, also when one fails: what comes in after the upload was broken off would stay. */
const allOrNone = async (copying: Promise<void>[], stop: () => void) => {
  const ended = copying.map((one) =>
    one.catch((error: unknown) => {
      stop()
      throw error
    }),
  )
  for (const one of await Promise.allSettled(ended)) if (one.status === 'rejected') throw one.reason
}

/** As large as asked for, or as large as 10,000 parts need. */
function* rangesOf(size: number, partBytes: number) {
  const bytes = Math.max(partBytes, Math.ceil(size / mostParts))
  for (let start = 0, PartNumber = 1; start < size; start += bytes, PartNumber++)
    yield { PartNumber, CopySourceRange: `bytes=${start}-${Math.min(start + bytes, size) - 1}` }
}

const completed = (result: CopyPartResult | undefined, algorithm: Algorithm): CompletedPart => {
  const value = result?.[`Checksum${algorithm}`]
  return { ETag: result?.ETag, ...(value !== undefined && { [`Checksum${algorithm}`]: value }) }
}

/** What CopyObject takes along by itself. */
const facts = (file: HeadObjectCommandOutput): Partial<CreateMultipartUploadCommandInput> => ({
  ContentType: file.ContentType,
  ContentDisposition: file.ContentDisposition,
  ContentEncoding: file.ContentEncoding,
  ContentLanguage: file.ContentLanguage,
  CacheControl: file.CacheControl,
  Metadata: file.Metadata,
})

const tags = async (s3: S3Client, source: { Bucket: string; Key: string }, options: { abortSignal: AbortSignal }) => {
  const { TagSet = [] } = await s3.send(new GetObjectTaggingCommand(source), options)
  const tagging = new URLSearchParams()
  for (const { Key = '', Value = '' } of TagSet) tagging.append(Key, Value)
  return tagging.toString()
}
