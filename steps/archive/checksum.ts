import { createHash } from 'node:crypto'
import { type Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** The SHA-256 of a stream in hexadecimal, whatever its length, in little memory. */
export async function checksum(stream: Readable): Promise<string> {
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
