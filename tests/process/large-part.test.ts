import { Readable, Transform } from 'node:stream'
import { S3Client } from '@aws-sdk/client-s3'
import { expect, test } from '@jest/globals'
import * as z from 'zod'
import { s3ProcessData } from '../../src/process/s3-process-data.ts'
import { TransactionId } from '../../src/process/transaction-id.ts'
import { step } from '../../src/step.ts'

const megabyte = 1024 * 1024

/** JSON of 100 MB that nobody ever holds as a whole. */
function* json() {
  yield Buffer.from('"')
  for (let sent = 0; sent < 100; sent++) yield Buffer.alloc(megabyte, 'a')
  yield Buffer.from('"')
}

/** An S3 that has one such part, and counts what is uploaded and how much memory that takes. */
const largeS3 = () => {
  const seen = { uploaded: 0, requests: [] as string[], peakBytes: 0 }
  const client = new S3Client({
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    requestHandler: {
      async handle({ method, path, query = {}, headers, body }: Request) {
        seen.peakBytes = Math.max(seen.peakBytes, process.memoryUsage().arrayBuffers)
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

test('a part of 100 MB passes through a step in less than 80 MB', async () => {
  const { client, seen } = largeS3()
  const upperCase = step({
    needs: z.object({}),
    adds: 'upper-case',
    run: async (_, { data, transactionId }) => {
      const part = await data.open(transactionId, 'lower-case')
      return (part as Readable).pipe(
        new Transform({
          transform(chunk: Buffer, _, done) {
            done(null, Buffer.from(chunk.toString('latin1').toUpperCase(), 'latin1'))
          },
        }),
      )
    },
  })
  const before = process.memoryUsage().arrayBuffers

  await upperCase(s3ProcessData(client, 'bucket'), TransactionId.parse('tx-1'))

  expect(seen.uploaded).toBe(100 * megabyte + 2)
  expect(seen.requests).toEqual(['POST /processes/tx-1/outputs/upper-case.json if-none-match: *'])
  expect(seen.peakBytes - before).toBeLessThan(80 * megabyte)
})
