import { extname } from 'node:path'
import { gunzipSync, zstdDecompressSync } from 'node:zlib'
import type { S3Client } from '@aws-sdk/client-s3'
import type { Json } from '@sfs3/asl'
import type { ClientFor } from '../integrations/sdk/clients.ts'

/** Of compressed objects, by the extension of their keys. */
const expanders: Readonly<Record<string, (compressed: Uint8Array) => Buffer>> = {
  '.gz': gunzipSync,
  '.zstd': zstdDecompressSync,
}

/** The S3 objects that a distributed Map reads and writes in the name of a role. */
export function s3Objects(clientFor: ClientFor) {
  const clients = new Map<string, S3Client>()

  async function open(roleArn: string) {
    const sdk = await import('@aws-sdk/client-s3')
    const client = clients.get(roleArn) ?? new sdk.S3Client({ ...clientFor(roleArn), forcePathStyle: true })
    clients.set(roleArn, client)
    return { client, sdk }
  }

  return {
    async get(roleArn: string, Bucket: string, Key: string, VersionId?: string): Promise<string> {
      const { client, sdk } = await open(roleArn)
      const { Body } = await client.send(new sdk.GetObjectCommand({ Bucket, Key, VersionId }))
      const expand = expanders[extname(Key)]
      if (!expand) return (await Body?.transformToString()) ?? ''
      return expand((await Body?.transformToByteArray()) ?? new Uint8Array()).toString()
    },

    /** Up to `limit` objects, as items of a Map; 0 means all. */
    async list(roleArn: string, Bucket: string, Prefix: string | undefined, limit: number): Promise<Json[]> {
      const { client, sdk } = await open(roleArn)
      const listed: Json[] = []
      for (let ContinuationToken: string | undefined; ; ) {
        const page = await client.send(new sdk.ListObjectsV2Command({ Bucket, Prefix, ContinuationToken }))
        for (const { ETag = '', Key = '', LastModified, Size = 0, StorageClass = 'STANDARD' } of page.Contents ?? []) {
          const modified = Math.floor((LastModified?.getTime() ?? 0) / 1000)
          listed.push({ Etag: ETag, LastModified: modified, Key, Size, StorageClass })
        }
        ContinuationToken = page.NextContinuationToken
        if (ContinuationToken === undefined || (limit > 0 && listed.length >= limit)) return listed
      }
    },

    async put(roleArn: string, Bucket: string, Key: string, Body: string): Promise<void> {
      const { client, sdk } = await open(roleArn)
      // Written once: the bucket may refuse anything else, and a second try writes the same.
      await client
        .send(new sdk.PutObjectCommand({ Bucket, Key, Body, ContentType: 'application/json', IfNoneMatch: '*' }))
        .catch((error: unknown) => {
          if (!(error instanceof sdk.S3ServiceException) || error.name !== 'PreconditionFailed') throw error
        })
    },

    destroy() {
      for (const client of clients.values()) client.destroy()
    },
  }
}

export type S3Objects = ReturnType<typeof s3Objects>
