import { AwsChunkedDecoder } from './aws-chunked.ts'
import { announcedChecksum, type Checksum, type ChecksumAlgorithm, isChecksumAlgorithm, verify } from './checksums.ts'
import type { Content } from './contents.ts'
import type { S3Request } from './request.ts'
import { S3Error } from './s3-error.ts'
import type { S3Store } from './store/s3-store.ts'

export type ReceivedBody = { content: Content; md5: Buffer; checksum?: Checksum }

/**
 * Takes in the body of an upload: unpacks aws-chunked, computes what was announced (in headers or trailers) and compares.
 * `algorithm` is computed even when nothing announces it. Discards the bytes when it throws.
 * @throws S3Error BadDigest, XAmzContentSHA256Mismatch, IncompleteBody
 */
export async function receiveBody(
  { headers, body }: S3Request,
  store: S3Store,
  algorithm?: ChecksumAlgorithm,
): Promise<ReceivedBody> {
  const chunked =
    headers['x-amz-content-sha256']?.startsWith('STREAMING-') || /aws-chunked/.test(headers['content-encoding'] ?? '')
  const decoder = new AwsChunkedDecoder()
  if (chunked) body.on('error', (error) => decoder.destroy(error)).pipe(decoder)

  const wanted = trailing(headers) ?? announcedChecksum(headers)?.algorithm ?? algorithm
  const signed = /^[0-9a-f]{64}$/.test(headers['x-amz-content-sha256'] ?? '')
    ? headers['x-amz-content-sha256']
    : undefined
  const algorithms = new Set([wanted, signed && 'SHA256'].filter((name) => isChecksumAlgorithm(name)))

  const { content, md5, checksums } = await store.contents.receive(chunked ? decoder : body, algorithms)
  try {
    const announced = { ...headers, ...decoder.trailers }
    verifyLength(headers[chunked ? 'x-amz-decoded-content-length' : 'content-length'], content.size)
    verify('Content-MD5', headers['content-md5'], md5.toString('base64'))
    if (signed && signed !== Buffer.from(checksums.get('SHA256') ?? '', 'base64').toString('hex')) throw shaMismatch()
    const value = wanted && checksums.get(wanted)
    if (!wanted || !value) return { content, md5 }
    verify(wanted, announcedChecksum(announced)?.value, value)
    return { content, md5, checksum: { algorithm: wanted, value, type: 'FULL_OBJECT' } }
  } catch (error) {
    store.contents.discard(content)
    throw error
  }
}

/** The algorithm whose checksum will follow the body. */
function trailing(headers: Readonly<Record<string, string>>): ChecksumAlgorithm | undefined {
  const name = /x-amz-checksum-(\w+)/.exec(headers['x-amz-trailer'] ?? '')?.[1]?.toUpperCase()
  return isChecksumAlgorithm(name) ? name : undefined
}

function verifyLength(announced: string | undefined, size: number): void {
  if (announced !== undefined && Number(announced) !== size)
    throw new S3Error(400, 'IncompleteBody', 'You did not provide the number of bytes specified by the Content-Length')
}

const shaMismatch = () =>
  new S3Error(
    400,
    'XAmzContentSHA256Mismatch',
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
  )
