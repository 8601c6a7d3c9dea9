import { pipeline, Readable, Transform } from 'node:stream'
import { S3Client } from '@aws-sdk/client-s3'
import { expect, test } from '@jest/globals'
import * as z from 'zod'
import { s3ProcessData } from '../../src/process/s3-process-data.ts'
import { TransactionId } from '../../src/process/transaction-id.ts'
import { step } from '../../src/step.ts'

const megabyte = 1024 * 1024
const chunk = Buffer.alloc(megabyte, 'a')

/** An S3 that has one such part, and counts how much of it is on its way between there and here. */
const largeS3 = () => {
  const seen = { read: 0, uploaded: 0, requests: [] as string[], mostOnTheWay: 0 }
  /** JSON of 100 MB that nobody ever holds as a whole. */
  function* json() {
    yield Buffer.from('"')
    for (let sent = 0; sent < 100; sent++) {
      seen.read += megabyte
      seen.mostOnTheWay = Math.max(seen.mostOnTheWay, seen.read - seen.uploaded)
      yield chunk
    }
    yield Buffer.from('"')
  }
  const client = new S3Client({
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    requestHandler: {
      async handle({ method, path, query = {}, headers, body }: Request) {
        if (method === 'GET') return answer(Readable.from(json(), { objectMode: false }))
        if (method === 'PUT') {
          seen.uploaded += (body as Buffer).length
          return answer('', { etag: '"etag"' })
        }
        if ('uploads' in query) return answer(xml('InitiateMultipartUploadResult', '<UploadId>1</UploadId>'))
        seen.requests.push(`${method} ${path} if-none-match: ${headers['if-none-match']}`)
        return answer(xml('CompleteMultipartUploadResult', '<ETag>etag</ETag>'))
      },
    },
  })
  return { client, seen }
}
type Request = {
  method: string
  path: string
  query?: Record<string, string>
  headers: Record<string, string>
  body?: unknown
}
const answer = (body: Readable | string, headers = {}) => ({
  response: { statusCode: 200, headers, body: typeof body === 'string' ? Readable.from([body]) : body },
})
const xml = (name: string, content: string) => `<?xml version="1.0"?><${name}>${content}</${name}>`

test('a part of 100 MB passes through a step that never holds half of it', async () => {
  const { client, seen } = largeS3()
  const copy = step({
    needs: z.object({}),
    adds: 'copy',
    run: async (_, { data, transactionId }) => {
      const part = (await data.open(transactionId, 'original')) as Readable
      const unchanged = new Transform({ transform: (chunk: Buffer, _, done) => done(null, chunk) })
      return pipeline(part, unchanged, () => {})
    },
  })

  await copy(s3ProcessData(client, 'bucket'), TransactionId.parse('tx-1'))

  expect(seen.uploaded).toBe(100 * megabyte + 2)
  expect(seen.requests).toEqual(['POST /processes/tx-1/outputs/copy.json if-none-match: *'])
  expect(seen.mostOnTheWay).toBeLessThanOrEqual(48 * megabyte)
})
