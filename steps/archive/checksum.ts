import { createHash } from 'node:crypto'
import { type Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { HeadObjectCommandOutput } from '@aws-sdk/client-s3'

/** Those that S3 computes and keeps, the ones that a copy in parts can have first. */
const algorithms = ['CRC64NVME', 'CRC32', 'CRC32C', 'SHA256', 'SHA1'] as const
export type Algorithm = (typeof algorithms)[number]

/** Of a whole object; the value is in Base64, as S3 has it. */
export type Checksum = { algorithm: Algorithm; value: string }

/** What answers of S3 about an object say of its checksums. */
type Kept = Pick<HeadObjectCommandOutput, `Checksum${Algorithm}` | 'ChecksumType'>

/** Stands for the checksum of a file of which neither S3 nor a single function can tell one. */
export const noChecksum = 'none'

/**
 * The checksum of a whole object that S3 keeps beside it. Since 2025 it has one of every object but those that were uploaded in
 * parts with a checksum of the parts' checksums, which a copy with other parts does not have.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
 */
export function keptChecksum(kept: Kept): Checksum | undefined {
  if (kept.ChecksumType === 'COMPOSITE') return undefined
  for (const algorithm of algorithms) {
    const value = kept[`Checksum${algorithm}`]
    if (value !== undefined && !/-\d+$/.test(value)) return { algorithm, value }
  }
  return undefined
}

/** `CRC64NVME:<Base64>`, which travels through the state machine. */
export function checksumText({ algorithm, value }: Checksum): string {
  return `${algorithm}:${value}`
}

/** Reads `checksumText`, the SHA-256 in hexadecimal that `sha256` gives, or `noChecksum`. */
export function checksumOf(text: string): Checksum | undefined {
  if (/^[0-9a-f]{64}$/.test(text)) return { algorithm: 'SHA256', value: Buffer.from(text, 'hex').toString('base64') }
  const [name, value] = text.split(':')
  const algorithm = algorithms.find((one) => one === name)
  return algorithm && value ? { algorithm, value } : undefined
}

/** The SHA-256 of a stream in hexadecimal, whatever its length, in little memory. */
export async function sha256(stream: Readable): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(
    stream,
    new Writable({
      write(chunk, _encoding, done) {
        hash.update(chunk)
        done()
      },
    }),
  )
  return hash.digest('hex')
}
