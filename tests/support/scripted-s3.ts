import { Readable } from 'node:stream'
import { S3Client } from '@aws-sdk/client-s3'

/** One request as it would go over the wire, and what S3 would answer. */
type Request = { method: string; path: string; headers: Record<string, string>; body?: unknown }
type Answer = { status: number; body?: string; headers?: Record<string, string> }

/** An S3 client that gets its answers from `answer` instead of the network and tries nothing again by itself. */
export function scriptedS3(answer: (request: Request) => Answer): S3Client {
  return new S3Client({
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    requestHandler: {
      async handle(request: Request) {
        const { status, body = '', headers = {} } = answer(request)
        return { response: { statusCode: status, headers, body: Readable.from([body]) } }
      },
    },
  })
}

export function s3Error(code: string) {
  return `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`
}
