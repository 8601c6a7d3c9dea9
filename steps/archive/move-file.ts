import { Readable } from 'node:stream'
import { CopyObjectCommand, DeleteObjectCommand, GetObjectCommand, NoSuchKey, S3Client } from '@aws-sdk/client-s3'
import * as z from 'zod/mini'
import { namedIfUnavailable } from '../../src/process/unavailable.ts'
import { awsClient } from '../../src/runtime/aws-client.ts'
import { environment } from '../../src/runtime/environment.ts'
import { task } from '../../src/task.ts'
import { checksum } from './checksum.ts'
import { FilesUnavailable } from './files-unavailable.ts'

/** The file in the inbox was replaced or deleted after its metadata was read. */
export class InboxFileChanged extends Error {
  override readonly name = 'InboxFileChanged'
}

/** The copy differs from the file, which is still in the inbox. */
export class CopyDiffers extends Error {
  override readonly name = 'CopyDiffers'
}

const Move = z.object({
  key: z.string().check(z.minLength(1)),
  etag: z.string(),
  checksum: z.string(),
  destination: z.enum(['archive', 'quarantine']),
})
export type Move = z.infer<typeof Move>

/** Names of buckets. */
export type Buckets = { inbox: string; archive: string; quarantine: string }

/**
 * Moves a file out of the inbox: copies it, compares the checksum of the copy, then deletes the file. It may be interrupted
 * anywhere and run again.
 * @throws InboxFileChanged, CopyDiffers, FilesUnavailable
 */
export async function moveFile(s3: S3Client, buckets: Buckets, move: Move): Promise<void> {
  try {
    const copied = await copy(s3, buckets, move)
    const arrived = await checksumOf(s3, buckets[move.destination], move.key)
    if (arrived !== move.checksum) throw copied ? new CopyDiffers(differs(move)) : new InboxFileChanged(changed(move))
    await remove(s3, buckets, move)
  } catch (error) {
    throw namedIfUnavailable(error, FilesUnavailable)
  }
}

/**
 * Copies the file if it has not changed. Returns whether it did: the file may be gone because an earlier run moved it, which
 * the checksum at the destination shows.
 * @throws InboxFileChanged
 */
const copy = async (s3: S3Client, { inbox, ...to }: Buckets, { key, etag, destination }: Move): Promise<boolean> => {
  try {
    await s3.send(
      new CopyObjectCommand({
        Bucket: to[destination],
        Key: key,
        CopySource: `${inbox}/${encodeURIComponent(key)}`,
        CopySourceIfMatch: etag,
        // Cheap to store, expensive to read, but readable at once.
        StorageClass: destination === 'archive' ? 'GLACIER_IR' : 'STANDARD',
      }),
    )
    return true
  } catch (error) {
    if (nameOf(error) === 'NoSuchKey') return false
    if (nameOf(error) === 'PreconditionFailed') throw new InboxFileChanged(changed({ key }), { cause: error })
    throw error
  }
}

/** `undefined` if there is no such object. */
const checksumOf = async (s3: S3Client, bucket: string, key: string): Promise<string | undefined> => {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
    return await checksum(Body instanceof Readable ? Body : Readable.from([]))
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined
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

const nameOf = (error: unknown) => (error instanceof Error ? error.name : '')

const differs = ({ key, destination }: Move) =>
  `the copy of ${key} in ${destination} differs from the file in the inbox`
const changed = ({ key }: { key: string }) =>
  `${key} was replaced or deleted in the inbox: a new file is handled on its own`

const { INBOX_BUCKET, ARCHIVE_BUCKET, QUARANTINE_BUCKET } = environment({
  INBOX_BUCKET: z.string(),
  ARCHIVE_BUCKET: z.string(),
  QUARANTINE_BUCKET: z.string(),
})
const s3 = new S3Client(awsClient)

export const handler = task(Move, async (move) => {
  await moveFile(s3, { inbox: INBOX_BUCKET, archive: ARCHIVE_BUCKET, quarantine: QUARANTINE_BUCKET }, move)
  return { key: move.key, destination: move.destination }
})
