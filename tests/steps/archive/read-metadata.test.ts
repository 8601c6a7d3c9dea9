import { expect, test } from '@jest/globals'
import { metadataOf, readMetadata, simulateMetadata } from '../../../steps/archive/read-metadata.ts'
import { s3Error, scriptedS3 } from '../../support/scripted-s3.ts'

const now = Date.parse('2026-01-01T01:00:00Z')
const s3 = (headers: Record<string, string> = {}) =>
  scriptedS3(() => ({
    status: 200,
    body: 'hello',
    headers: {
      'content-length': '5',
      'content-type': 'text/plain',
      'last-modified': 'Thu, 01 Jan 2026 00:00:00 GMT',
      etag: '"e"',
      ...headers,
    },
  }))

test('tells what a file is, with the checksum of what is in it', async () => {
  expect(await readMetadata(s3(), 'inbox', 'a/b.txt', now)).toEqual({
    simulated: false,
    key: 'a/b.txt',
    etag: '"e"',
    size: 5,
    type: 'text/plain',
    ageSeconds: 3600,
    checksum: '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
    archivable: true,
    quality: 100,
    approvalNeeded: false,
  })
})

test('asks S3 for the checksum that it keeps, and then reads nothing', async () => {
  const asked: string[] = []
  const headers = {
    'content-length': '5',
    'x-amz-checksum-crc64nvme': 'M3eFcAZSQlc=',
    'x-amz-checksum-type': 'FULL_OBJECT',
  }
  const client = scriptedS3(({ method, headers: given }) => {
    asked.push(`${method} ${given['x-amz-checksum-mode']}`)
    return { status: 200, headers }
  })

  expect(await readMetadata(client, 'inbox', 'key', now)).toMatchObject({ checksum: 'CRC64NVME:M3eFcAZSQlc=' })
  expect(asked).toEqual(['HEAD ENABLED'])
})

test('a checksum of the checksums of parts is none of the file: it is read once, unless it is too large', async () => {
  const ofParts = { 'x-amz-checksum-crc32': 'AAAAAA==-3', 'x-amz-checksum-type': 'COMPOSITE' }

  expect(await readMetadata(s3(ofParts), 'inbox', 'key', now)).toMatchObject({
    checksum: '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
  })
  const large = s3({ ...ofParts, 'content-length': '5368709121' })
  expect(await readMetadata(large, 'inbox', 'key', now)).toMatchObject({ size: 5_368_709_121, checksum: 'none' })
})

test('a file that was replaced between two looks is looked at again', async () => {
  let looks = 0
  const client = scriptedS3(({ method }) => {
    if (method === 'HEAD') looks++
    if (method === 'GET' && looks === 1) return { status: 412, body: s3Error('PreconditionFailed') }
    return { status: 200, body: 'hello', headers: { 'content-length': '5', etag: `"${looks}"` } }
  })

  expect(await readMetadata(client, 'inbox', 'key', now)).toMatchObject({ etag: '"2"' })
})

test.each([
  [{ 'x-amz-meta-archive': 'false', 'x-amz-meta-quality': '35' }, false, 35],
  [{ 'x-amz-meta-archive': 'nonsense', 'x-amz-meta-quality': '1000' }, true, 100],
  [{ 'content-length': '0' }, false, 100],
])('a file with %j', async (headers, archivable, quality) => {
  expect(await readMetadata(s3(headers), 'inbox', 'key', now)).toMatchObject({ archivable, quality })
})

test.each([
  [true, {}, true],
  [false, { 'x-amz-meta-approval': 'true' }, true],
  [false, {}, false],
])('approval is needed if the request (%s) or the file (%j) asks for it', async (approval_needed, headers, needed) => {
  const request = { archiveId: 'a-1', key: 'key', approval_needed }

  expect(await metadataOf(s3(headers), 'inbox', request)).toMatchObject({ approvalNeeded: needed })
})

test('a missing file and an unavailable S3 have names of their own', async () => {
  const missing = scriptedS3(() => ({ status: 404, body: s3Error('NoSuchKey') }))
  await expect(readMetadata(missing, 'inbox', 'key')).rejects.toMatchObject({ name: 'InboxFileMissing' })

  const busy = scriptedS3(() => ({ status: 503, body: s3Error('SlowDown') }))
  await expect(readMetadata(busy, 'inbox', 'key')).rejects.toMatchObject({ name: 'FilesUnavailable' })
})

test('without a key chance says what the file would be, unless the request does', () => {
  expect(simulateMetadata({ archiveId: 'a-1' }, () => 0.5)).toEqual({
    simulated: true,
    key: 'simulated/a-1',
    size: 500_000,
    type: 'application/octet-stream',
    archivable: true,
    quality: 50,
    approvalNeeded: false,
  })
  expect(simulateMetadata({ archiveId: 'a-1', simulate: { archive: false, quality: 7 } }, () => 0.5)).toMatchObject({
    archivable: false,
    quality: 7,
  })
})
