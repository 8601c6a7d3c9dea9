import { createHash } from 'node:crypto'
import { Crc32, Crc32c, Crc64Nvme } from '@aws-sdk/checksums/crc'
import { S3Error } from './s3-error.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html */
export type ChecksumAlgorithm = 'CRC32' | 'CRC32C' | 'CRC64NVME' | 'SHA1' | 'SHA256'

/** `COMPOSITE`: the checksum of the parts' checksums, written `<checksum>-<number of parts>`. */
export type Checksum = { algorithm: ChecksumAlgorithm; value: string; type: 'FULL_OBJECT' | 'COMPOSITE' }

export const algorithms: readonly ChecksumAlgorithm[] = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256']

export function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`
}

/** The element or member of S3's XML, e.g. `ChecksumCRC32`. */
export function checksumElement(algorithm: ChecksumAlgorithm): string {
  return `Checksum${algorithm}`
}

export function isChecksumAlgorithm(name: string | undefined): name is ChecksumAlgorithm {
  return algorithms.some((algorithm) => algorithm === name)
}

/** Something that takes bytes and in the end says their checksum in Base64. */
export type Digest = { update(chunk: Uint8Array): void; value(): Promise<string> }

export function digestOf(algorithm: ChecksumAlgorithm | 'MD5'): Digest {
  if (algorithm === 'SHA1' || algorithm === 'SHA256' || algorithm === 'MD5') {
    const hash = createHash(algorithm.toLowerCase())
    return { update: (chunk) => void hash.update(chunk), value: async () => hash.digest('base64') }
  }
  const crc = algorithm === 'CRC32' ? new Crc32() : algorithm === 'CRC32C' ? new Crc32c() : new Crc64Nvme()
  return {
    update: (chunk) => crc.update(chunk),
    value: async () => Buffer.from(await crc.digest()).toString('base64'),
  }
}

/** The checksum of a multipart object from its parts', in their order. */
export async function compositeChecksum(algorithm: ChecksumAlgorithm, parts: readonly string[]): Promise<string> {
  const digest = digestOf(algorithm)
  for (const part of parts) digest.update(Buffer.from(part, 'base64'))
  return `${await digest.value()}-${parts.length}`
}

/** The checksum that a request's headers (or trailers) announce. */
export function announcedChecksum(headers: Readonly<Record<string, string>>): Omit<Checksum, 'type'> | undefined {
  for (const algorithm of algorithms) {
    const value = headers[checksumHeader(algorithm)]
    if (value !== undefined) return { algorithm, value }
  }
  return undefined
}

/** @throws S3Error BadDigest when what arrived is not what was announced */
export function verify(name: string, announced: string | undefined, computed: string): void {
  if (announced === undefined || announced === computed) return
  const message = `The ${name} you specified did not match the calculated checksum.`
  throw new S3Error(400, 'BadDigest', message)
}
