import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { GetObjectCommand, NoSuchKey, PutObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { PartUnreadable, ProcessDataUnavailable } from './errors.ts'
import type { Json } from './json.ts'
import { partKey, partOfKey, transactionPrefix } from './keys.ts'
import type { Document, PartSize, ProcessData } from './process-data.ts'
import { namedIfUnavailable } from './unavailable.ts'

/** A part up to this size is one request, a larger one a multipart upload. */
const uploadPartBytes = 8 * 1024 * 1024

/** How often a write that conflicts with another one (409) is tried. After that the state machine tries again. */
const conflictAttempts = 5

/** Process data as objects of a bucket, each written once: see `keys.ts`. */
export function s3ProcessData(client: S3Client, bucket: string): ProcessData {
  const open = async (transactionId: string, name: string): Promise<Readable | undefined> => {
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: partKey(transactionId, name) }))
      return Body as Readable // on Node it is one
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined
      throw namedIfUnavailable(error, ProcessDataUnavailable)
    }
  }

  const part = async (transactionId: string, name: string): Promise<Json | undefined> => {
    const json = await open(transactionId, name)
    if (!json) return undefined
    try {
      return JSON.parse(await text(json))
    } catch (error) {
      if (error instanceof SyntaxError) throw new PartUnreadable(transactionId, name, { cause: error })
      throw namedIfUnavailable(error, ProcessDataUnavailable)
    }
  }

  const parts = async (transactionId: string): Promise<PartSize[]> => {
    // S3 lists by key, and `input.json` comes before `outputs/…`: the input is first.
    const found: PartSize[] = []
    try {
      for await (const page of paginateListObjectsV2(
        { client },
        { Bucket: bucket, Prefix: transactionPrefix(transactionId) },
      ))
        for (const { Key = '', Size = 0 } of page.Contents ?? []) {
          const name = partOfKey(transactionId, Key)
          if (name) found.push({ part: name, bytes: Size })
        }
    } catch (error) {
      throw namedIfUnavailable(error, ProcessDataUnavailable)
    }
    return found
  }

  return {
    async create(transactionId, input) {
      await putOnce(client, bucket, partKey(transactionId, 'processInput'), bytes(input))
    },
    add: async (transactionId, name, value) => putOnce(client, bucket, partKey(transactionId, name), bytes(value)),
    async addStream(transactionId, name, json) {
      await putOnce(client, bucket, partKey(transactionId, name), json)
    },
    open,
    part,
    parts,
    async document(transactionId) {
      const names = (await parts(transactionId)).map(({ part }) => part)
      if (names[0] !== 'processInput') return undefined
      const values = await Promise.all(names.map(async (name) => [name, await part(transactionId, name)]))
      return Object.fromEntries(values) as Document
    },
  }
}

/**
 * Puts an object unless it exists, and tells whether it did. 412: it exists, and the first write stands. 409: another write is in progress, and S3 asks
 * to try again; that needs the body again, so it is not possible with a stream.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
const putOnce = async (client: S3Client, bucket: string, key: string, body: Buffer | Readable): Promise<boolean> => {
  const object = {
    Bucket: bucket,
    Key: key,
    Body: body,
    ContentType: 'application/json',
    IfNoneMatch: '*',
  }
  for (let attempt = 1; ; attempt++) {
    try {
      if (Buffer.isBuffer(body) && body.length <= uploadPartBytes) await client.send(new PutObjectCommand(object))
      else await new Upload({ client, params: object, partSize: uploadPartBytes }).done()
      return true
    } catch (error) {
      const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode
      if (status === 412) return false
      if (status !== 409) throw namedIfUnavailable(error, ProcessDataUnavailable)
      if (attempt === conflictAttempts || !Buffer.isBuffer(body)) throw new ProcessDataUnavailable({ cause: error })
      await pause(20 * attempt * Math.random())
    }
  }
}

const bytes = (value: Json) => Buffer.from(JSON.stringify(value))
