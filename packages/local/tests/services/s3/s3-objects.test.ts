import { createHash, randomBytes } from 'node:crypto'
import {
  AbortMultipartUploadCommand,
  type ChecksumAlgorithm,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type Endpoint, startEndpoint } from '../../../testing/aws-endpoint.ts'
import { resource } from '../../../testing/template-resource.ts'

let passedMs = 0
let endpoint: Endpoint
let s3: S3Client
const Bucket = 'objects'

beforeAll(async () => {
  endpoint = await startEndpoint({ now: () => Date.now() + passedMs, resources: [resource('AWS::S3::Bucket', Bucket)] })
  s3 = new S3Client(endpoint.config)
})
afterAll(() => endpoint.stop())

const put = (Key: string, Body: string | Uint8Array, more: object = {}) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }))
const get = (Key: string, more: object = {}) => s3.send(new GetObjectCommand({ Bucket, Key, ...more }))
const text = async (Key: string, more: object = {}) => (await get(Key, more)).Body?.transformToString()

describe('an object', () => {
  test('comes back with what was said about it', async () => {
    await put('described', 'hello', {
      ContentType: 'text/plain; charset=utf-8',
      CacheControl: 'no-cache',
      ContentEncoding: 'identity',
      Metadata: { owner: 'me' },
    })

    const object = await get('described')
    expect(await object.Body?.transformToString()).toBe('hello')
    expect(object).toMatchObject({
      ContentLength: 5,
      ContentType: 'text/plain; charset=utf-8',
      CacheControl: 'no-cache',
      ContentEncoding: 'identity',
      Metadata: { owner: 'me' },
      ETag: '"5d41402abc4b2a76b9719d911017c592"',
      ServerSideEncryption: 'AES256',
    })
  })

  test('may have any key', async () => {
    for (const key of ['a b/ü/☃/+&=?#%', 'dots/../x', '/leading', 'trailing/', '😀']) {
      await put(key, key)
      expect(await text(key)).toBe(key)
    }
  })

  test('may be empty', async () => {
    await put('empty', new Uint8Array())

    expect(await text('empty')).toBe('')
    expect((await s3.send(new HeadObjectCommand({ Bucket, Key: 'empty' }))).ContentLength).toBe(0)
  })

  test('is read in ranges', async () => {
    await put('range', '0123456789')

    expect(await text('range', { Range: 'bytes=2-4' })).toBe('234')
    expect(await text('range', { Range: 'bytes=7-' })).toBe('789')
    expect(await text('range', { Range: 'bytes=-2' })).toBe('89')
    expect((await get('range', { Range: 'bytes=2-4' })).ContentRange).toBe('bytes 2-4/10')
    await expect(get('range', { Range: 'bytes=10-' })).rejects.toMatchObject({ name: 'InvalidRange' })
  })

  test('that is missing is NoSuchKey, in a missing bucket NoSuchBucket', async () => {
    await expect(get('missing')).rejects.toMatchObject({ name: 'NoSuchKey', $metadata: { httpStatusCode: 404 } })
    await expect(s3.send(new GetObjectCommand({ Bucket: 'nowhere', Key: 'x' }))).rejects.toMatchObject({
      name: 'NoSuchBucket',
    })
    await expect(s3.send(new HeadObjectCommand({ Bucket, Key: 'missing' }))).rejects.toMatchObject({ name: 'NotFound' })
  })

  test('is deleted, once or twice', async () => {
    await put('deleted', 'x')

    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'deleted' }))
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'deleted' }))

    await expect(get('deleted')).rejects.toMatchObject({ name: 'NoSuchKey' })
  })

  test('is deleted with others in one request', async () => {
    await put('batch/<1>&', 'x')
    await put('batch/2', 'x')

    const Objects = [{ Key: 'batch/<1>&' }, { Key: 'batch/2' }]
    const { Deleted } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }))

    expect(Deleted).toEqual(Objects)
    expect((await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'batch/' }))).KeyCount).toBe(0)
  })

  test('has no tags here, which is said and not ignored', async () => {
    await put('tagged', 'x')

    const Tagging = { TagSet: [{ Key: 'a', Value: 'b' }] }
    await expect(s3.send(new PutObjectTaggingCommand({ Bucket, Key: 'tagged', Tagging }))).rejects.toMatchObject({
      name: 'NotImplemented',
    })
    await expect(s3.send(new GetObjectTaggingCommand({ Bucket, Key: 'tagged' }))).rejects.toMatchObject({
      name: 'NotImplemented',
    })
    await expect(put('tagged', 'y', { Tagging: 'a=b' })).rejects.toMatchObject({ name: 'NotImplemented' })
    expect(await text('tagged')).toBe('x')
  })
})

describe('checksums', () => {
  // From "hello", computed with other programs.
  const ofHello = {
    CRC32: 'NhCmhg==',
    CRC32C: 'mnG7TA==',
    CRC64NVME: 'M3eFcAZSQlc=',
    SHA1: 'qvTGHdzF6KLavt4PO0gs2a6pQ00=',
    SHA256: 'LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=',
  }

  test.each(Object.entries(ofHello))('%s is computed, kept and returned', async (algorithm, value) => {
    const stored = await put(`checksum/${algorithm}`, 'hello', { ChecksumAlgorithm: algorithm as ChecksumAlgorithm })
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: `checksum/${algorithm}`, ChecksumMode: 'ENABLED' }))

    expect(stored).toMatchObject({ [`Checksum${algorithm}`]: value, ChecksumType: 'FULL_OBJECT' })
    expect(head).toMatchObject({ [`Checksum${algorithm}`]: value })
  })

  test('a copy has that of its source, or the one that it was asked for', async () => {
    await put('with CRC32', 'hello', { ChecksumAlgorithm: 'CRC32' })
    const copy = { Bucket, Key: 'copy', CopySource: `${Bucket}/with%20CRC32` }

    const kept = await s3.send(new CopyObjectCommand(copy))
    const other = await s3.send(new CopyObjectCommand({ ...copy, ChecksumAlgorithm: 'CRC64NVME' }))

    expect(kept.CopyObjectResult).toMatchObject({ ChecksumCRC32: 'NhCmhg==', ChecksumType: 'FULL_OBJECT' })
    expect(other.CopyObjectResult).toMatchObject({ ChecksumCRC64NVME: 'M3eFcAZSQlc=', ChecksumType: 'FULL_OBJECT' })
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'copy', ChecksumMode: 'ENABLED' }))
    expect(head).toMatchObject({ ChecksumCRC64NVME: 'M3eFcAZSQlc=' })
    expect(head.ChecksumCRC32).toBeUndefined()
  })

  test('that do not match what arrived refuse the object', async () => {
    const wrong = put('wrong', 'hello', { ChecksumSHA256: 'AAAAul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=' })
    const wrongMd5 = put('wrong', 'hello', { ContentMD5: '1B2M2Y8AsgTpgAmY7PhCfg==' })

    await expect(wrong).rejects.toMatchObject({ name: 'BadDigest' })
    await expect(wrongMd5).rejects.toMatchObject({ name: 'BadDigest' })
    await expect(get('wrong')).rejects.toMatchObject({ name: 'NoSuchKey' })
  })
})

describe('a copy', () => {
  test('keeps what was said about its source, but not its storage class', async () => {
    await put('from ü', 'copied', { ContentType: 'text/csv', Metadata: { a: '1' }, StorageClass: 'GLACIER' })

    await s3.send(new CopyObjectCommand({ Bucket, Key: 'to', CopySource: `${Bucket}/${encodeURIComponent('from ü')}` }))

    expect(await text('to')).toBe('copied')
    const copy = await s3.send(new HeadObjectCommand({ Bucket, Key: 'to' }))
    expect(copy).toMatchObject({ ContentType: 'text/csv', Metadata: { a: '1' } })
    expect(copy.StorageClass).toBeUndefined()
  })

  test('may say something else about itself and be colder', async () => {
    await s3.send(
      new CopyObjectCommand({
        ...{ Bucket, Key: 'colder', CopySource: `${Bucket}/to`, StorageClass: 'DEEP_ARCHIVE' },
        ...{ MetadataDirective: 'REPLACE', Metadata: { b: '2' } },
      }),
    )

    const copy = await s3.send(new HeadObjectCommand({ Bucket, Key: 'colder' }))
    expect(copy).toMatchObject({ Metadata: { b: '2' }, StorageClass: 'DEEP_ARCHIVE' })
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'colder' }))
    expect(Contents).toMatchObject([{ Key: 'colder', Size: 6, StorageClass: 'DEEP_ARCHIVE' }])
  })

  test('is made once when it must be the first', async () => {
    const copy = { Bucket, Key: 'to', CopySource: `${Bucket}/colder`, IfNoneMatch: '*' }

    await expect(s3.send(new CopyObjectCommand(copy))).rejects.toMatchObject({ name: 'PreconditionFailed' })
  })

  test('onto itself has to change something', async () => {
    const onto = { Bucket, Key: 'to', CopySource: `${Bucket}/to` }

    await expect(s3.send(new CopyObjectCommand(onto))).rejects.toMatchObject({ name: 'InvalidRequest' })
    await s3.send(new CopyObjectCommand({ ...onto, StorageClass: 'STANDARD_IA' }))
    expect(await text('to')).toBe('copied')
  })
})

describe('a listing', () => {
  const inBucket = 'listing'
  // In the order of their UTF-8 bytes, which is not that of a dictionary.
  const keys = ['A', 'a/1', 'a/2', 'a/b/1', 'b', 'c/1', 'z', 'é', '！', '😀']

  beforeAll(async () => {
    await s3.send(new CreateBucketCommand({ Bucket: inBucket }))
    for (const Key of keys.toReversed()) await s3.send(new PutObjectCommand({ Bucket: inBucket, Key, Body: 'x' }))
  })

  const pages = async (more: object) => {
    const seen: (string | undefined)[] = []
    let token: string | undefined
    do {
      const page = await s3.send(
        new ListObjectsV2Command({ Bucket: inBucket, ...more, ...(token && { ContinuationToken: token }) }),
      )
      seen.push(
        ...(page.Contents ?? []).map(({ Key }) => Key),
        ...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix),
      )
      token = page.NextContinuationToken
    } while (token)
    return seen
  }

  test.each([1, 2, 3, 1000])('in pages of %d has every key once and in order', async (MaxKeys) => {
    expect(await pages({ MaxKeys })).toEqual(keys)
  })

  test.each([1, 2, 1000])('in pages of %d with a delimiter shows folders once', async (MaxKeys) => {
    expect((await pages({ Delimiter: '/', MaxKeys })).sort()).toEqual(
      ['A', 'a/', 'b', 'c/', 'z', 'é', '！', '😀'].sort(),
    )
    expect(await pages({ Delimiter: '/', Prefix: 'a/', MaxKeys })).toEqual(['a/1', 'a/2', 'a/b/'])
  })

  test('starts after a key', async () => {
    expect(await pages({ StartAfter: 'c/1' })).toEqual(['z', 'é', '！', '😀'])
  })

  test('of the older kind pages by marker', async () => {
    const first = await s3.send(new ListObjectsCommand({ Bucket: inBucket, Delimiter: '/', MaxKeys: 2 }))
    const second = await s3.send(
      new ListObjectsCommand({ Bucket: inBucket, Delimiter: '/', MaxKeys: 2, Marker: first.NextMarker }),
    )

    expect(first).toMatchObject({ IsTruncated: true, CommonPrefixes: [{ Prefix: 'a/' }], NextMarker: 'a/' })
    expect(second).toMatchObject({ Contents: [{ Key: 'b' }], CommonPrefixes: [{ Prefix: 'c/' }] })
  })

  test('of buckets has them all', async () => {
    const { Buckets } = await s3.send(new ListBucketsCommand({}))

    expect(Buckets?.map(({ Name }) => Name)).toEqual(['listing', 'objects'])
  })
})

describe('a bucket', () => {
  test('goes only when it is empty', async () => {
    await s3.send(new CreateBucketCommand({ Bucket: 'brief' }))
    await s3.send(new PutObjectCommand({ Bucket: 'brief', Key: 'x', Body: 'x' }))

    await expect(s3.send(new DeleteBucketCommand({ Bucket: 'brief' }))).rejects.toMatchObject({
      name: 'BucketNotEmpty',
    })
    await s3.send(new DeleteObjectCommand({ Bucket: 'brief', Key: 'x' }))
    await s3.send(new DeleteBucketCommand({ Bucket: 'brief' }))
    await expect(s3.send(new HeadBucketCommand({ Bucket: 'brief' }))).rejects.toMatchObject({ name: 'NotFound' })
  })

  test('has a name that AWS would take', async () => {
    await expect(s3.send(new CreateBucketCommand({ Bucket: 'Capital' }))).rejects.toMatchObject({
      name: 'InvalidBucketName',
    })
  })
})

describe('a large object', () => {
  const bytes = randomBytes(12_000_000)
  const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest('hex')

  test('goes up in parts and comes back whole, in ranges and in parts', async () => {
    const stored = await new Upload({ client: s3, params: { Bucket, Key: 'large', Body: bytes } }).done()

    expect(stored.ETag).toMatch(/^"[0-9a-f]{32}-3"$/)
    const whole = await (await get('large')).Body?.transformToByteArray()
    expect(sha256(whole ?? new Uint8Array())).toBe(sha256(bytes))
    const range = await (await get('large', { Range: 'bytes=5242870-5242889' })).Body?.transformToByteArray()
    expect(Buffer.from(range ?? [])).toEqual(bytes.subarray(5_242_870, 5_242_890))
    const part = await get('large', { PartNumber: 2 })
    expect(part).toMatchObject({ PartsCount: 3, ContentLength: 5_242_880 })
  })

  test('refuses parts that are wrong, missing, out of order or too small', async () => {
    const Key = 'parts'
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }))
    const part = (PartNumber: number, Body: string) =>
      s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }))
    const { ETag } = await part(1, 'small')
    await part(2, 'small too')
    const complete = async (Parts: { PartNumber: number; ETag: string | undefined }[]) => {
      return s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }))
    }

    await expect(complete([{ PartNumber: 1, ETag: '"wrong"' }])).rejects.toMatchObject({ name: 'InvalidPart' })
    await expect(complete([{ PartNumber: 3, ETag }])).rejects.toMatchObject({ name: 'InvalidPart' })
    const two = { PartNumber: 2, ETag: (await part(2, 'small too')).ETag }
    await expect(complete([two, { PartNumber: 1, ETag }])).rejects.toMatchObject({ name: 'EntityTooSmall' })
    await expect(complete([{ PartNumber: 1, ETag }, two])).rejects.toMatchObject({ name: 'EntityTooSmall' })

    const { Parts } = await s3.send(new ListPartsCommand({ Bucket, Key, UploadId }))
    expect(Parts).toMatchObject([
      { PartNumber: 1, Size: 5 },
      { PartNumber: 2, Size: 9 },
    ])
    expect((await s3.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads).toMatchObject([{ Key, UploadId }])
    await s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }))
    await expect(part(3, 'late')).rejects.toMatchObject({ name: 'NoSuchUpload' })
  })

  test('is put together from parts of others', async () => {
    const Key = 'assembled'
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }))
    const copy = { Bucket, Key, UploadId, CopySource: `${Bucket}/large` }
    const first = await s3.send(
      new UploadPartCopyCommand({ ...copy, PartNumber: 1, CopySourceRange: 'bytes=0-5242879' }),
    )
    const second = await s3.send(new UploadPartCopyCommand({ ...copy, PartNumber: 2, CopySourceRange: 'bytes=0-9' }))
    const Parts = [first, second].map(({ CopyPartResult }, index) => ({
      PartNumber: index + 1,
      ETag: CopyPartResult?.ETag,
    }))
    await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }))

    expect((await s3.send(new HeadObjectCommand({ Bucket, Key }))).ContentLength).toBe(5_242_890)
  })
})

describe('a presigned URL', () => {
  test('reads and writes without credentials until it expires', async () => {
    const upload = await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key: 'signed' }), { expiresIn: 60 })
    const download = await getSignedUrl(
      s3,
      new GetObjectCommand({ Bucket, Key: 'signed', ResponseContentDisposition: 'attachment' }),
      { expiresIn: 60 },
    )

    expect((await fetch(upload, { method: 'PUT', body: 'by URL' })).status).toBe(200)
    const answer = await fetch(download)
    expect(await answer.text()).toBe('by URL')
    expect(answer.headers.get('content-disposition')).toBe('attachment')

    passedMs = 61_000
    const late = await fetch(download)
    expect(late.status).toBe(403)
    expect(await late.text()).toContain('<Code>AccessDenied</Code><Message>Request has expired</Message>')
    passedMs = 0
  })

  test('of the older kind, which the AWS CLI 1 makes, works too', async () => {
    await put('older', 'by URL')
    const get = (expires: number) =>
      fetch(`${endpoint.config.endpoint}/${Bucket}/older?AWSAccessKeyId=me&Signature=x&Expires=${expires}`)
    const now = Math.floor(Date.now() / 1000)

    expect(await (await get(now + 60)).text()).toBe('by URL')
    expect((await get(now - 1)).status).toBe(403)
  })
})

describe('stale reads', () => {
  test('answer what was there when they were asked for, as often as asked', async () => {
    endpoint.s3.staleReads.inject(Bucket, 'late', 2)
    await put('late', 'one')

    await expect(get('late')).rejects.toMatchObject({ name: 'NoSuchKey' })
    await expect(get('late')).rejects.toMatchObject({ name: 'NoSuchKey' })
    expect(await text('late')).toBe('one')

    endpoint.s3.staleReads.inject(Bucket, 'late', 1)
    await put('late', 'two')
    expect([await text('late'), await text('late')]).toEqual(['one', 'two'])
  })
})
