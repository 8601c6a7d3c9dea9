import type { IncomingMessage } from 'node:http'

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
const maxBodyBytes = 10 * 1024 * 1024

/** Stops keeping what is too large, but goes on reading, so that the sender gets to see the answer. */
export function readBody(incoming: IncomingMessage): Promise<Buffer | 'too large'> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    incoming.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= maxBodyBytes) chunks.push(chunk)
      else chunks.length = 0
    })
    incoming.on('end', () => resolve(bytes > maxBodyBytes ? 'too large' : Buffer.concat(chunks)))
    incoming.on('error', reject)
  })
}
