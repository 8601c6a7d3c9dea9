import type { Readable } from 'node:stream'

/** The body is longer than the endpoint reads for a service other than S3. */
export class RequestTooLarge extends Error {
  override readonly name = 'RequestTooLarge'
  readonly limitBytes: number

  constructor(limitBytes: number) {
    super(`the request is larger than ${limitBytes} bytes`)
    this.limitBytes = limitBytes
  }
}

/** DynamoDB's BatchWriteItem takes 16 MB, more than any other service here but S3. */
export const bodyLimitBytes = 16 * 1024 * 1024

/** Reads a whole stream. One that is too long is read on into nothing, so that its sender gets the refusal. @throws RequestTooLarge */
export function readBody(stream: Readable, limitBytes = bodyLimitBytes): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    stream.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= limitBytes) chunks.push(chunk)
      else reject(new RequestTooLarge(limitBytes))
    })
    stream.on('end', () => resolve(Buffer.concat(chunks)))
    stream.on('error', reject)
  })
}
