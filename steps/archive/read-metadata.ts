import { Readable } from 'node:stream'
import { GetObjectCommand, HeadObjectCommand, type HeadObjectCommandOutput, S3Client } from '@aws-sdk/client-s3'
import * as z from 'zod/mini'
import { namedIfUnavailable } from '../../src/process/unavailable.ts'
import { awsClient } from '../../src/runtime/aws-client.ts'
import { environment } from '../../src/runtime/environment.ts'
import { task } from '../../src/task.ts'
import { checksumText, keptChecksum, noChecksum, sha256 } from './checksum.ts'
import { FilesUnavailable } from './files-unavailable.ts'

/** The inbox has no such file: the key is wrong, or another execution moved the file. */
export class InboxFileMissing extends Error {
  override readonly name = 'InboxFileMissing'
}

export const MetadataRequest = z.object({
  archiveId: z.string(),
  key: z.optional(z.string().check(z.minLength(1))),
  approval_needed: z._default(z.boolean(), false),
  simulate: z.optional(
    z.object({
      archive: z.optional(z.boolean()),
      quality: z.optional(z.number().check(z.minimum(0), z.maximum(100))),
    }),
  ),
})

/**
 * The metadata of a file that the state machine decides by: whether it belongs into an archive, its quality from 0 to 100,
 * and whether a person has to approve. They come from the user metadata `archive`, `quality` and `approval`. Without them
 * quality is 100, nobody has to approve, and every file but an empty one belongs into an archive.
 * @throws InboxFileMissing, FilesUnavailable
 */
export async function readMetadata(s3: S3Client, inbox: string, key: string, now = Date.now()) {
  try {
    const file = await s3.send(new HeadObjectCommand({ Bucket: inbox, Key: key, ChecksumMode: 'ENABLED' }))
    const { archive, quality, approval } = FileMetadata.parse(file.Metadata ?? {})
    const size = file.ContentLength ?? 0
    return {
      simulated: false,
      key,
      etag: file.ETag ?? '',
      size,
      type: file.ContentType ?? 'application/octet-stream',
      ageSeconds: Math.max(0, Math.floor((now - (file.LastModified?.getTime() ?? now)) / 1000)),
      checksum: await checksumFor(s3, { Bucket: inbox, Key: key, IfMatch: file.ETag }, file),
      archivable: archive ?? size > 0,
      quality: quality ?? 100,
      approvalNeeded: approval ?? false,
    }
  } catch (error) {
    if (error instanceof Error && error.name === 'PreconditionFailed') return readMetadata(s3, inbox, key, now)
    if (error instanceof Error && missing.includes(error.name))
      throw new InboxFileMissing(
        `no ${key} in ${inbox}: check the key, or see GET /archive/records whether it was moved`,
      )
    throw namedIfUnavailable(error, FilesUnavailable)
  }
}

/** HEAD has no body, so its error has no name of its own. */
const missing = ['NoSuchKey', 'NotFound']

/** The largest file that is read for its checksum: what one CopyObject copies with a SHA-256. */
const readableBytes = 5 * 1024 ** 3

/**
 * What the copy of the file is compared by. S3 tells it of nearly every file. One that came in parts with a checksum of checksums
 * is read, once; if it is too large for that, S3's own care for copies has to do. A file that was replaced meanwhile is looked at again.
 */
const checksumFor = async (
  s3: S3Client,
  object: { Bucket: string; Key: string; IfMatch: string | undefined },
  file: HeadObjectCommandOutput,
): Promise<string> => {
  const kept = keptChecksum(file)
  if (kept) return checksumText(kept)
  if ((file.ContentLength ?? 0) > readableBytes) return noChecksum
  const { Body } = await s3.send(new GetObjectCommand(object))
  return sha256(Body instanceof Readable ? Body : Readable.from([]))
}

/** User metadata is text; values that cannot be parsed are ignored. */
const FileMetadata = z.object({
  archive: z.catch(z.optional(z.stringbool()), undefined),
  quality: z.catch(z.optional(z.coerce.number().check(z.minimum(0), z.maximum(100))), undefined),
  approval: z.catch(z.optional(z.stringbool()), undefined),
})

/** Metadata of a simulated file, for a request without a key. Values that the request does not give are random. */
export function simulateMetadata(
  { archiveId, simulate = {} }: Pick<z.infer<typeof MetadataRequest>, 'archiveId' | 'simulate'>,
  random = Math.random,
) {
  return {
    simulated: true,
    key: `simulated/${archiveId}`,
    size: Math.floor(random() * 1_000_000),
    type: 'application/octet-stream',
    archivable: simulate.archive ?? random() < 0.8,
    quality: simulate.quality ?? Math.floor(random() * 101),
    approvalNeeded: false,
  }
}

/** The metadata for a request, which may ask for approval even if the file does not. */
export async function metadataOf(s3: S3Client, inbox: string, request: z.infer<typeof MetadataRequest>) {
  const { key, approval_needed } = request
  const metadata = key === undefined ? simulateMetadata(request) : await readMetadata(s3, inbox, key)
  return { ...metadata, approvalNeeded: approval_needed || metadata.approvalNeeded }
}

const { INBOX_BUCKET } = environment({ INBOX_BUCKET: z.string() })
const s3 = new S3Client(awsClient)

export const handler = task(MetadataRequest, (request) => metadataOf(s3, INBOX_BUCKET, request))
