import { Transform } from 'node:stream'
import { S3Error } from './s3-error.ts'

/**
 * Unpacks `content-encoding: aws-chunked`: lines `<hex size>[;chunk-signature=…]`, each followed by that many bytes, a chunk
 * of size 0, then trailing headers such as the checksum, which are in `trailers` once the stream has ended.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export class AwsChunkedDecoder extends Transform {
  readonly trailers: Record<string, string> = {}
  #reading: 'size' | 'data' | 'data-end' | 'trailers' = 'size'
  #line = ''
  #remaining = 0

  override _transform(chunk: Buffer, _encoding: string, done: (error?: Error) => void): void {
    let rest = chunk
    try {
      while (rest.length > 0) rest = this.#reading === 'data' ? this.#takeData(rest) : this.#takeLine(rest)
      done()
    } catch (error) {
      done(error as S3Error)
    }
  }

  override _flush(done: (error?: Error) => void): void {
    const complete = this.#reading === 'trailers'
    done(complete ? undefined : new S3Error(400, 'IncompleteBody', 'The request body terminated unexpectedly'))
  }

  #takeData(rest: Buffer): Buffer {
    const data = rest.subarray(0, this.#remaining)
    this.#remaining -= data.length
    if (this.#remaining === 0) this.#reading = 'data-end'
    this.push(data)
    return rest.subarray(data.length)
  }

  #takeLine(rest: Buffer): Buffer {
    const end = rest.indexOf(0x0a)
    this.#line += rest.toString('latin1', 0, end === -1 ? rest.length : end + 1)
    if (end === -1) return rest.subarray(rest.length)
    this.#lineEnded(this.#line.trimEnd())
    this.#line = ''
    return rest.subarray(end + 1)
  }

  #lineEnded(line: string): void {
    if (this.#reading === 'data-end') {
      this.#reading = 'size'
    } else if (this.#reading === 'size') {
      this.#remaining = Number.parseInt(line, 16)
      if (Number.isNaN(this.#remaining)) throw new S3Error(400, 'InvalidRequest', 'The chunk size is not a number')
      this.#reading = this.#remaining === 0 ? 'trailers' : 'data'
    } else {
      const colon = line.indexOf(':')
      if (colon > 0) this.trailers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim()
    }
  }
}
