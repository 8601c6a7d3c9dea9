import {
  DeleteObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Endpoint, resource, startEndpoint } from '@sfs3/local/testing'
import { s3Erasing } from '../../src/process/erasing.ts'
import { ProcessDataUnavailable } from '../../src/process/errors.ts'
import { TransactionId } from '../../src/process/transaction-id.ts'
import { s3Error, scriptedS3 } from '../support/scripted-s3.ts'

const tx = (id: string) => TransactionId.parse(id)

let endpoint: Endpoint
let s3: S3Client
beforeAll(async () => {
  endpoint = await startEndpoint({
    resources: [
      resource('AWS::S3::Bucket', 'plain'),
      resource('AWS::S3::Bucket', 'versions', { VersioningConfiguration: { Status: 'Enabled' } }),
    ],
  })
  s3 = new S3Client({ ...endpoint.config, forcePathStyle: true })
})
afterAll(async () => {
  s3.destroy()
  await endpoint.stop()
})

const put = async (Bucket: string, ...keys: string[]) => {
  for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket, Key, Body: '{}' }))
}

test('all objects of the transaction go, and none of another whose id begins the same', async () => {
  const others = ['processes/tx-10/input.json', 'processes/tx-1-downstream/input.json']
  await put('plain', 'processes/tx-1/input.json', 'processes/tx-1/outputs/step-a-output.json', ...others)
  expect(await s3Erasing(s3, 'plain').hasObjects(tx('tx-1'))).toBe(true)

  expect(await s3Erasing(s3, 'plain').erase(tx('tx-1'))).toBe(2)

  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'plain' }))
  expect(Contents.map(({ Key }) => Key)).toEqual([...others].sort())
  expect(await s3Erasing(s3, 'plain').hasObjects(tx('tx-1'))).toBe(false)
  expect(await s3Erasing(s3, 'plain').erase(tx('tx-1'))).toBe(0)
})

test('whose it is goes last: when erasing breaks off, its owner can do it again', async () => {
  const there = ['input.json', 'outputs/step-a-output.json', 'owner.json', 'started.json']
  let keys = there.map((name) => `processes/tx-1/${name}`)
  const deleted: string[][] = []
  const bucket = scriptedS3(({ method, body }) => {
    if (method === 'GET') {
      const versions = keys.map((key) => `<Version><Key>${key}</Key><VersionId>v</VersionId></Version>`)
      return { status: 200, body: `<ListVersionsResult>${versions.join('')}</ListVersionsResult>` }
    }
    const named = keys.filter((key) => String(body).includes(`<Key>${key}</Key>`))
    keys = keys.filter((key) => !named.includes(key))
    deleted.push(named)
    return { status: 200, body: '<DeleteResult/>' }
  })

  expect(await s3Erasing(bucket, 'plain').erase(tx('tx-1'))).toBe(4)

  expect(deleted).toEqual([
    ['processes/tx-1/input.json', 'processes/tx-1/outputs/step-a-output.json', 'processes/tx-1/started.json'],
    ['processes/tx-1/owner.json'],
  ])
})

test('in a bucket with versions, each of them goes, and the marks of what was deleted before', async () => {
  await put('versions', 'processes/tx-1/input.json', 'processes/tx-1/input.json', 'processes/tx-1/started.json')
  await s3.send(new DeleteObjectCommand({ Bucket: 'versions', Key: 'processes/tx-1/started.json' }))

  expect(await s3Erasing(s3, 'versions').erase(tx('tx-1'))).toBe(4)

  const left = await s3.send(new ListObjectVersionsCommand({ Bucket: 'versions' }))
  expect([left.Versions, left.DeleteMarkers]).toEqual([undefined, undefined])
})

const versions = '<ListVersionsResult><Version><Key>k</Key><VersionId>v</VersionId></Version></ListVersionsResult>'

test.each([
  [
    'an object that S3 cannot delete now',
    200,
    '<DeleteResult><Error><Code>InternalError</Code></Error></DeleteResult>',
  ],
  ['S3 that is busy', 503, s3Error('SlowDown')],
])('%s may be tried again', async (_, status, body) => {
  const failing = scriptedS3(({ method }) => (method === 'GET' ? { status: 200, body: versions } : { status, body }))

  await expect(s3Erasing(failing, 'plain').erase(tx('tx-1'))).rejects.toThrow(ProcessDataUnavailable)
})

test('what may not be deleted is a defect and says so', async () => {
  const denied = '<DeleteResult><Error><Code>AccessDenied</Code></Error></DeleteResult>'
  const failing = scriptedS3(({ method }) => ({ status: 200, body: method === 'GET' ? versions : denied }))

  await expect(s3Erasing(failing, 'plain').erase(tx('tx-1'))).rejects.toMatchObject({ name: 'AccessDenied' })
})
