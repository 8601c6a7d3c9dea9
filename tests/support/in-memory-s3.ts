import { Readable } from 'node:stream'
import { S3Client } from '@aws-sdk/client-s3'

type Request = {
  method: string
  path: string
  query?: Record<string, string>
  headers: Record<string, string>
  body?: string | Uint8Array
}

/** An S3 client whose bucket is `objects`, by key. Puts are write-once, as the bucket policy has it. */
export function inMemoryS3(objects = new Map<string, string>()) {
  const client = new S3Client({
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    requestHandler: { handle: async (request: Request) => ({ response: answer(request, objects) }) },
  })
  return { client, objects }
}

const answer = ({ method, path, query = {}, headers, body = '' }: Request, objects: Map<string, string>) => {
  const key = decodeURIComponent(path.slice(1))
  if (method === 'GET' && 'list-type' in query) return listing(query.prefix ?? '', objects)
  if (method === 'GET') {
    const object = objects.get(key)
    return object === undefined ? failure(404, 'NoSuchKey') : respond(200, object)
  }
  if (method !== 'PUT' || headers['if-none-match'] !== '*') return failure(403, 'AccessDenied')
  if (objects.has(key)) return failure(412, 'PreconditionFailed')
  objects.set(key, Buffer.from(body).toString())
  return respond(200, '')
}

const listing = (prefix: string, objects: Map<string, string>) => {
  const found = [...objects].filter(([key]) => key.startsWith(prefix)).sort(([a], [b]) => (a < b ? -1 : 1))
  const contents = found.map(
    ([key, object]) => `<Contents><Key>${key}</Key><Size>${Buffer.byteLength(object)}</Size></Contents>`,
  )
  return respond(200, `<?xml version="1.0"?><ListBucketResult>${contents.join('')}</ListBucketResult>`)
}

const failure = (status: number, code: string) =>
  respond(status, `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`)

const respond = (statusCode: number, body: string) => ({ statusCode, headers: {}, body: Readable.from([body]) })
