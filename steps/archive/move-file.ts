import { CopyObjectCommand, DeleteObjectCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3'
import * as z from 'zod/mini'
import { namedIfUnavailable } from '../../src/process/unavailable.ts'
import { awsClient } from '../../src/runtime/aws-client.ts'
import { environment } from '../../src/runtime/environment.ts'
import { task } from '../../src/task.ts'
import { type Checksum, checksumOf, keptChecksum } from './checksum.ts'
import { copyInParts } from './copy-in-parts.ts'
import { FilesUnavailable } from './files-unavailable.ts'

/** The file in the inbox was replaced or deleted after its metadata was read. */
export class InboxFileChanged extends Error {
  override readonly name = 'InboxFileChanged'
}

/** The copy differs from the file, which is still in the inbox. */
export class CopyDiffers extends Error {
  override readonly name = 'CopyDiffers'
}

/** The file is so large that S3 does not copy it within the time of a function. It is still in the inbox. */
export class MoveTakesTooLong extends Error {
  override readonly name = 'MoveTakesTooLong'
}

const Move = z.object({
  key: z.string().check(z.minLength(1)),
  etag: z.string(),
  /** In bytes. Executions that started before it was passed on have none, and no file that large either. */
  size: z._default(z.number(), 0),
  checksum: z.string(),
  destination: z.enum(['archive', 'quarantine']),
})
export type Move = z.infer<typeof Move>

/** Names of buckets. */
export type Buckets = { inbox: string; archive: string; quarantine: string }

export type Limits = { copyBytes: number; partBytes: number; signal: AbortSignal }

/** CopyObject takes 5 GiB; above that S3 copies parts, 16 at a time. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
const s3Limits = { copyBytes: 5 * 1024 ** 3, partBytes: 256 * 1024 ** 2 }

/**
 * Moves a file out of the inbox: S3 copies it and tells the checksum of the copy, which is compared, then the file is deleted.
 * It may be interrupted anywhere and run again. Nothing of the file is read.
 * @throws InboxFileChanged, CopyDiffers, MoveTakesTooLong, FilesUnavailable
 */
export async function moveFile(
  s3: S3Client,
  buckets: Buckets,
  move: Move,
  limits: Partial<Limits> = {},
): Promise<void> {
  const { signal, ...sizes } = { ...s3Limits, signal: new AbortController().signal, ...limits }
  try {
    const expected = checksumOf(move.checksum)
    const copied = await (move.size > sizes.copyBytes ? copyParts : copyWhole)(s3, buckets, move, {
      ...sizes,
      signal,
      expected,
    })
    const answered = copied.there ? copied.checksum : undefined
    // Not every S3 tells the checksum of a copy in the answer to CopyObject.
    const arrived = answered ?? (await checksumAt(s3, buckets[move.destination], move.key, expected))
    if (copied.there) {
      if (expected && arrived?.value !== expected.value) throw new CopyDiffers(differs(move))
    } else if (!expected || arrived?.value !== expected.value) throw new InboxFileChanged(changed(move))
    await remove(s3, buckets, move)
  } catch (error) {
    if (signal.aborted) throw new MoveTakesTooLong(tooLong(move), { cause: error })
    throw namedIfUnavailable(error, FilesUnavailable)
  }
}

type Copying = Limits & { expected: Checksum | undefined }
/** `there: false`: the file is gone, maybe because an earlier run moved it, which the checksum at the destination shows. */
type Copied = { there: true; checksum: Checksum | undefined } | { there: false }

const copyWhole = (s3: S3Client, { inbox, ...to }: Buckets, { key, etag, destination }: Move, how: Copying) =>
  unlessGone({ key }, async () => {
    const { CopyObjectResult = {} } = await s3.send(
      new CopyObjectCommand({
        Bucket: to[destination],
        Key: key,
        CopySource: `${inbox}/${encodeURIComponent(key)}`,
        CopySourceIfMatch: etag,
        StorageClass: storageClasses[destination],
        ChecksumAlgorithm: how.expected?.algorithm ?? 'CRC64NVME',
      }),
      { abortSignal: how.signal },
    )
    return keptChecksum(CopyObjectResult)
  })

const copyParts = (s3: S3Client, { inbox, ...to }: Buckets, { key, etag, destination }: Move, how: Copying) =>
  unlessGone({ key }, () =>
    copyInParts(
      s3,
      {
        from: { bucket: inbox, key, etag },
        to: { bucket: to[destination], key, storageClass: storageClasses[destination] },
        algorithm: how.expected?.algorithm ?? 'CRC64NVME',
        partBytes: how.partBytes,
      },
      how.signal,
    ),
  )

/** @throws InboxFileChanged when the file is another one than was decided about */
const unlessGone = async (move: { key: string }, copy: () => Promise<Checksum | undefined>): Promise<Copied> => {
  try {
    return { there: true, checksum: await copy() }
  } catch (error) {
    if (isMissing(error)) return { there: false }
    // HEAD has no body that could name the error.
    if (nameOf(error) === 'PreconditionFailed' || statusOf(error) === 412)
      throw new InboxFileChanged(changed(move), { cause: error })
    throw error
  }
}

/** Cheap to store, expensive to read, but readable at once. */
const storageClasses = { archive: 'GLACIER_IR', quarantine: 'STANDARD' } as const

/** `undefined` if there is no such object. S3 keeps the checksum beside it: the object itself is not read. */
const checksumAt = async (
  s3: S3Client,
  bucket: string,
  key: string,
  expected: Checksum | undefined,
): Promise<Checksum | undefined> => {
  if (!expected) return undefined
  try {
    const object = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: 'ENABLED' }))
    const { algorithm } = expected
    return keptChecksum({ [`Checksum${algorithm}`]: object[`Checksum${algorithm}`], ChecksumType: object.ChecksumType })
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** Deletes the file unless it was replaced: the new file has an execution of its own. */
const remove = async (s3: S3Client, { inbox }: Buckets, { key, etag }: Move) => {
  try {
    await s3.send(new DeleteObjectCommand({ Bucket: inbox, Key: key, IfMatch: etag }))
  } catch (error) {
    if (!['NoSuchKey', 'PreconditionFailed'].includes(nameOf(error))) throw error
  }
}

const isMissing = (error: unknown) => ['NoSuchKey', 'NotFound'].includes(nameOf(error))
const statusOf = (error: unknown) =>
  (error as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode
const nameOf = (error: unknown) => (error instanceof Error ? error.name : '')

const differs = ({ key, destination }: Move) =>
  `the copy of ${key} in ${destination} differs from the file in the inbox`
const changed = ({ key }: { key: string }) =>
  `${key} was replaced or deleted in the inbox: a new file is handled on its own`

const tooLong = ({ key, size }: Move) =>
  `S3 does not copy ${key} (${size} bytes) within the time of a function. It is still in the inbox: move it with aws s3 mv`

const { INBOX_BUCKET, ARCHIVE_BUCKET, QUARANTINE_BUCKET } = environment({
  INBOX_BUCKET: z.string(),
  ARCHIVE_BUCKET: z.string(),
  QUARANTINE_BUCKET: z.string(),
})
const s3 = new S3Client(awsClient)

/** What is left of the function's time to clean up and to say why. */
const reserveMs = 10_000

export const handler = task(Move, async (move, context) => {
  const buckets = { inbox: INBOX_BUCKET, archive: ARCHIVE_BUCKET, quarantine: QUARANTINE_BUCKET }
  const signal = AbortSignal.timeout(Math.max(1, context.getRemainingTimeInMillis() - reserveMs))
  await moveFile(s3, buckets, move, { signal })
  return { key: move.key, destination: move.destination }
})
