import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { compiledOnce, type Endpoint, stackOf, startEndpoint } from '@sfs3/local/testing'
import { type Buckets, moveFile } from '../../../steps/archive/move-file.ts'
import { readMetadata } from '../../../steps/archive/read-metadata.ts'
import { s3Error } from '../../support/scripted-s3.ts'

const megabyte = 1024 * 1024
const key = 'films/ö b.bin'
const limits = { copyBytes: 5 * megabyte, partBytes: 5 * megabyte }
const file = Buffer.alloc(12 * megabyte, 'film ')

let endpoint: Endpoint
let names: Map<string, string>
let buckets: Buckets
/** The developer's. */
let s3: S3Client
const clients: S3Client[] = []
beforeAll(async () => {
  const { template } = await compiledOnce(process.cwd())
  const types = ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy', 'AWS::IAM::Role', 'AWS::IAM::ManagedPolicy']
  const resources = stackOf(template, { stackName: 'sfs3-dev' }).resources.filter(({ type }) => types.includes(type))
  names = new Map(resources.map(({ logicalId, name }) => [logicalId, name]))
  const nameOf = (logicalId: string) => names.get(logicalId) ?? logicalId
  buckets = { inbox: nameOf('InboxBucket'), archive: nameOf('ArchiveBucket'), quarantine: nameOf('QuarantineBucket') }
  endpoint = await startEndpoint({ resources })
  s3 = new S3Client({ ...endpoint.config, forcePathStyle: true })
}, 60_000)
afterAll(async () => {
  for (const client of [s3, ...clients]) client.destroy()
  await endpoint.stop()
})
beforeEach(async () => {
  await s3.send(
    new PutObjectCommand({
      ...{ Bucket: buckets.inbox, Key: key, Body: file, ContentType: 'video/mp4', Metadata: { quality: '90' } },
      ChecksumAlgorithm: 'CRC64NVME',
    }),
  )
})

/** S3 as a role of the template sees it; before the answer to each part `atPart` is called, which may answer instead. */
const s3Of = (role: string, atPart: (part: string) => string | undefined = () => undefined) => {
  const client = new S3Client({
    ...endpoint.configOf(names.get(role) ?? role),
    maxAttempts: 1,
    forcePathStyle: true,
  })
  clients.push(client)
  const { requestHandler } = client.config
  const handle = requestHandler.handle.bind(requestHandler)
  requestHandler.handle = async (request, options) => {
    const failure = typeof request.query.partNumber === 'string' ? atPart(request.query.partNumber) : undefined
    if (failure === undefined) return handle(request, options)
    return { response: { statusCode: 503, headers: {}, body: Readable.from([s3Error(failure)]) } }
  }
  return client
}
const decide = async () => {
  const metadata = await readMetadata(s3Of('ReadMetadataRole'), buckets.inbox, key)
  return { ...metadata, destination: 'archive' as const }
}
const keysIn = async (Bucket: string) => {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }))
  return Contents.map(({ Key }) => Key)
}
const uploads = async () => (await s3.send(new ListMultipartUploadsCommand({ Bucket: buckets.archive }))).Uploads ?? []

test('a file above what one copy takes is copied in parts by S3, with what is known of it', async () => {
  const parts: string[] = []
  const mover = s3Of('MoveFileRole', (part) => {
    parts.push(part)
    return undefined
  })
  await moveFile(mover, buckets, await decide(), limits)

  expect(parts.sort()).toEqual(['1', '2', '3'])
  expect(await keysIn(buckets.inbox)).toEqual([])
  const copy = { Bucket: buckets.archive, Key: key }
  expect(await s3.send(new HeadObjectCommand({ ...copy, ChecksumMode: 'ENABLED' }))).toMatchObject({
    ContentType: 'video/mp4',
    Metadata: { quality: '90' },
    StorageClass: 'GLACIER_IR',
    ContentLength: 12 * megabyte,
    ChecksumType: 'FULL_OBJECT',
  })
  const { Body } = await s3.send(new GetObjectCommand(copy))
  const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
  expect(sha256((await Body?.transformToByteArray()) ?? file.subarray(1))).toBe(sha256(file))
}, 30_000)

test('when a part fails the file stays, nothing half is left, and it may be tried again', async () => {
  const move = await decide()
  const failing = s3Of('MoveFileRole', (part) => (part === '2' ? 'SlowDown' : undefined))
  await expect(moveFile(failing, buckets, move, limits)).rejects.toMatchObject({ name: 'FilesUnavailable' })

  expect(await keysIn(buckets.inbox)).toEqual([key])
  expect(await uploads()).toEqual([])
  await moveFile(s3Of('MoveFileRole'), buckets, move, limits)
  expect(await keysIn(buckets.inbox)).toEqual([])
}, 30_000)

test('a copy that takes longer than the function may run is given up: the file stays, nothing half is left', async () => {
  const time = new AbortController()
  const slow = s3Of('MoveFileRole', (part) => {
    if (part === '2') time.abort()
    return undefined
  })
  await expect(moveFile(slow, buckets, await decide(), { ...limits, signal: time.signal })).rejects.toMatchObject({
    name: 'MoveTakesTooLong',
    message: `S3 does not copy ${key} (12582912 bytes) within the time of a function. It is still in the inbox: move it with aws s3 mv`,
  })

  expect(await keysIn(buckets.inbox)).toEqual([key])
  expect(await uploads()).toEqual([])
}, 30_000)

test('a file that was replaced after the decision is not copied in parts either', async () => {
  const move = await decide()
  await s3.send(new PutObjectCommand({ Bucket: buckets.inbox, Key: key, Body: 'another' }))

  await expect(moveFile(s3Of('MoveFileRole'), buckets, move, limits)).rejects.toMatchObject({
    name: 'InboxFileChanged',
  })
  expect(await uploads()).toEqual([])
}, 30_000)
