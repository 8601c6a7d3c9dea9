import { setTimeout as pause } from 'node:timers/promises'
import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { ProcessDataUnavailable } from './errors.ts'
import type { Records } from './records.ts'
import { namedIfUnavailable } from './unavailable.ts'

/** How often a write that conflicts with another one (409) is tried. */
const conflictAttempts = 5

/** Records as objects of a bucket. */
export function s3Records(client: S3Client, bucket: string): Records {
  return {
    async put(key, value) {
      const object = new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: JSON.stringify(value),
        ContentType: 'application/json',
        IfNoneMatch: '*',
      })
      for (let attempt = 1; ; attempt++) {
        try {
          await client.send(object)
          return true
        } catch (error) {
          const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode
          if (status === 412) return false
          if (status !== 409) throw namedIfUnavailable(error, ProcessDataUnavailable)
          if (attempt === conflictAttempts) throw new ProcessDataUnavailable({ cause: error })
          await pause(20 * attempt * Math.random())
        }
      }
    },
    async get(key) {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
        return JSON.parse((await Body?.transformToString()) ?? '')
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined
        throw namedIfUnavailable(error, ProcessDataUnavailable)
      }
    },
  }
}
