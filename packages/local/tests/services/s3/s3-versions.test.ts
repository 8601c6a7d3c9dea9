import {
  CopyObjectCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Endpoint, startEndpoint } from '../../../testing/aws-endpoint.ts'
import { resource } from '../../../testing/template-resource.ts'

let endpoint: Endpoint
let s3: S3Client
const Bucket = 'archive'

beforeAll(async () => {
  const VersioningConfiguration = { Status: 'Enabled' }
  endpoint = await startEndpoint({ resources: [resource('AWS::S3::Bucket', Bucket, { VersioningConfiguration })] })
  s3 = new S3Client(endpoint.config)
})
afterAll(() => endpoint.stop())

const put = async (Key: string, Body: string, more: object = {}) =>
  (await s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }))).VersionId
const text = async (Key: string, VersionId?: string) =>
  (await s3.send(new GetObjectCommand({ Bucket, Key, ...(VersionId && { VersionId }) }))).Body?.transformToString()
const remove = (Key: string, VersionId?: string) =>
  s3.send(new DeleteObjectCommand({ Bucket, Key, ...(VersionId && { VersionId }) }))
const versions = async (Prefix: string) => {
  const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix }))
  return [...Versions, ...DeleteMarkers].map(({ VersionId, IsLatest }) => [VersionId, IsLatest])
}

test('what is written again stays readable as a version', async () => {
  const one = await put('file', 'one')
  const two = await put('file', 'two')

  expect([await text('file'), await text('file', one), await text('file', two)]).toEqual(['two', 'one', 'two'])
  expect(await versions('file')).toEqual([
    [two, true],
    [one, false],
  ])
  expect((await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'file' }))).KeyCount).toBe(1)
})

test('a delete only puts a marker over it, and deleting the marker brings it back', async () => {
  const version = await put('hidden', 'kept')

  const { DeleteMarker, VersionId: marker } = await remove('hidden')
  expect(DeleteMarker).toBe(true)
  await expect(text('hidden')).rejects.toMatchObject({ name: 'NoSuchKey' })
  await expect(text('hidden', marker)).rejects.toMatchObject({ name: 'MethodNotAllowed' })
  expect(await text('hidden', version)).toBe('kept')
  expect((await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'hidden' }))).KeyCount).toBe(0)

  await remove('hidden', marker)
  expect(await text('hidden')).toBe('kept')
})

test('deleting a version is for good, and the one before it becomes current', async () => {
  const one = await put('undone', 'one')
  const two = await put('undone', 'two')

  await remove('undone', two)
  expect(await text('undone')).toBe('one')
  await remove('undone', one)
  await expect(text('undone')).rejects.toMatchObject({ name: 'NoSuchKey' })
  await expect(text('undone', one)).rejects.toMatchObject({ name: 'NoSuchVersion' })
})

test('an object may be written once more after it was deleted', async () => {
  await put('once', 'one', { IfNoneMatch: '*' })
  await expect(put('once', 'two', { IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' })

  await remove('once')
  await put('once', 'two', { IfNoneMatch: '*' })
  expect(await text('once')).toBe('two')
})

test('a copy makes a version, and may be of one', async () => {
  const one = await put('source', 'one')
  await put('source', 'two')
  const CopySource = `${Bucket}/source?versionId=${one}`

  const copy = await s3.send(new CopyObjectCommand({ Bucket, Key: 'source', CopySource }))

  expect(copy.CopySourceVersionId).toBe(one)
  expect(await text('source')).toBe('one')
  expect(await versions('source')).toHaveLength(3)
})

test('large versions stay too', async () => {
  const upload = async (letter: string) => {
    const params = { Bucket, Key: 'large', Body: Buffer.alloc(6_000_000, letter) }
    return (await new Upload({ client: s3, params }).done()).VersionId
  }
  const a = await upload('a')
  await upload('b')

  expect((await text('large', a))?.slice(0, 3)).toBe('aaa')
  expect((await text('large'))?.slice(0, 3)).toBe('bbb')
})

test('versions survive a restart, as the bucket says', async () => {
  const one = await put('kept', 'one')
  await put('kept', 'two')

  endpoint = await endpoint.restart()
  s3 = new S3Client(endpoint.config)

  expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe('Enabled')
  expect([await text('kept'), await text('kept', one)]).toEqual(['two', 'one'])
  expect((await text('large'))?.slice(0, 3)).toBe('bbb')
})

test('an object from before the bucket had versions has the version null', async () => {
  await endpoint.deploy([resource('AWS::S3::Bucket', 'older')])
  const older = { Bucket: 'older', Key: 'x' }
  await s3.send(new PutObjectCommand({ ...older, Body: 'before' }))
  await endpoint.deploy([resource('AWS::S3::Bucket', 'older', { VersioningConfiguration: { Status: 'Enabled' } })])
  await s3.send(new PutObjectCommand({ ...older, Body: 'after' }))

  const before = await s3.send(new GetObjectCommand({ ...older, VersionId: 'null' }))
  expect(await before.Body?.transformToString()).toBe('before')
})

test('a bucket goes when all its versions are gone', async () => {
  const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }))
  await expect(s3.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({ name: 'BucketNotEmpty' })

  const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }))
  const { Errors } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }))
  expect(Errors).toBeUndefined()
  await s3.send(new DeleteBucketCommand({ Bucket }))
  await expect(s3.send(new HeadObjectCommand({ Bucket, Key: 'file' }))).rejects.toMatchObject({ name: 'NotFound' })
})
