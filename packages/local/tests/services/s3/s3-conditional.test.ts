import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type Endpoint, startEndpoint } from '../../../testing/aws-endpoint.ts'
import { resource } from '../../../testing/template-resource.ts'

let endpoint: Endpoint
let s3: S3Client
const Bucket = 'conditional'

beforeAll(async () => {
  endpoint = await startEndpoint({ resources: [resource('AWS::S3::Bucket', Bucket)] })
  s3 = new S3Client(endpoint.config)
})
afterAll(() => endpoint.stop())

const put = (Key: string, Body: string, conditions: { IfNoneMatch?: string; IfMatch?: string } = {}) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body, ...conditions }))
const get = (Key: string, conditions: object = {}) => s3.send(new GetObjectCommand({ Bucket, Key, ...conditions }))
const text = async (Key: string) => (await get(Key)).Body?.transformToString()

/** Name and HTTP status of what S3 refuses with. */
async function refusal(request: Promise<unknown>): Promise<[string, number | undefined]> {
  const error = await request.then(
    () => new Error('accepted'),
    (reason) => reason,
  )
  return error instanceof S3ServiceException ? [error.name, error.$metadata.httpStatusCode] : [String(error), undefined]
}

describe('If-None-Match: *', () => {
  test('lets the first write stand', async () => {
    await put('first', 'one', { IfNoneMatch: '*' })

    expect(await refusal(put('first', 'two', { IfNoneMatch: '*' }))).toEqual(['PreconditionFailed', 412])
    expect(await text('first')).toBe('one')
  })

  test('lets exactly one of twenty concurrent writers win', async () => {
    const writers = Array.from({ length: 20 }, (_, n) => refusal(put('race', String(n), { IfNoneMatch: '*' })))

    const refused = (await Promise.all(writers)).filter(([name]) => name === 'PreconditionFailed')
    expect(refused).toHaveLength(19)
  })

  test('lets exactly one of two multipart uploads win when both complete', async () => {
    const upload = async (letter: string) => {
      const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'large' }))
      const part = { Bucket, Key: 'large', UploadId, PartNumber: 1 }
      const { ETag } = await s3.send(new UploadPartCommand({ ...part, Body: letter.repeat(6_000_000) }))
      return new CompleteMultipartUploadCommand({
        ...{ Bucket, Key: 'large', UploadId, IfNoneMatch: '*' },
        MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
      })
    }
    const [a, b] = await Promise.all([upload('a'), upload('b')])

    const results = await Promise.all([refusal(s3.send(a)), refusal(s3.send(b))])
    expect(results.filter(([name]) => name === 'PreconditionFailed')).toHaveLength(1)
    expect(results.filter(([name]) => name === 'Error: accepted')).toHaveLength(1)
  })

  test('takes no ETag, as on AWS', async () => {
    const etag = (await put('etag', 'one')).ETag ?? ''

    expect(await refusal(put('etag', 'two', { IfNoneMatch: etag }))).toEqual(['NotImplemented', 501])
  })
})

describe('If-Match on a write', () => {
  test('replaces only the version that the writer has seen', async () => {
    const seen = (await put('swap', 'one')).ETag ?? ''

    await put('swap', 'two', { IfMatch: seen })

    expect(await refusal(put('swap', 'three', { IfMatch: seen }))).toEqual(['PreconditionFailed', 412])
    expect(await text('swap')).toBe('two')
  })

  test('of a missing key is 404', async () => {
    expect(await refusal(put('nothing', 'one', { IfMatch: '"abc"' }))).toEqual(['NoSuchKey', 404])
  })
})

describe('a conditional read', () => {
  test('answers 304 without a body when the reader has the object', async () => {
    const etag = (await put('read', 'one')).ETag ?? ''

    expect(await refusal(get('read', { IfNoneMatch: etag }))).toEqual(['Unknown', 304])
    expect(await refusal(get('read', { IfNoneMatch: '"other", *' }))).toEqual(['Unknown', 304])
    expect(await refusal(get('read', { IfModifiedSince: new Date(Date.now() + 1000) }))).toEqual(['Unknown', 304])
  })

  test('that answers 304 says of what', async () => {
    const url = `${endpoint.config.endpoint}/${Bucket}/read?AWSAccessKeyId=me&Signature=x&Expires=9999999999`
    const first = await fetch(url)
    const etag = first.headers.get('etag') ?? ''
    const again = await fetch(url, { headers: { 'if-none-match': etag } })

    expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, etag, ''])
  })

  test('answers 412 when the object is another', async () => {
    expect(await refusal(get('read', { IfMatch: '"other"' }))).toEqual(['PreconditionFailed', 412])
    expect(await refusal(get('read', { IfUnmodifiedSince: new Date(0) }))).toEqual(['PreconditionFailed', 412])
  })

  test('works for HeadObject, which has no body to say why', async () => {
    const head = (conditions: object) => s3.send(new HeadObjectCommand({ Bucket, Key: 'read', ...conditions }))

    expect((await refusal(head({ IfMatch: '"other"' })))[1]).toBe(412)
    expect((await head({ IfNoneMatch: '"other"' })).ContentLength).toBe(3)
  })
})
