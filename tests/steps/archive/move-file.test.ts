import { expect, test } from '@jest/globals'
import { moveFile } from '../../../steps/archive/move-file.ts'
import { s3Error, scriptedS3 } from '../../support/scripted-s3.ts'

const buckets = { inbox: 'inbox', archive: 'archive', quarantine: 'quarantine' }
const move = {
  key: 'a b/ö.txt',
  etag: '"e"',
  size: 5,
  checksum: 'CRC64NVME:M3eFcAZSQlc=',
  destination: 'archive' as const,
}
type Answer = { status: number; body?: string; headers?: Record<string, string> }
const copyWith = (checksum: string): Answer => ({
  status: 200,
  body: `<CopyObjectResult><ETag>"c"</ETag>${checksum}</CopyObjectResult>`,
})
const copied = copyWith('<ChecksumCRC64NVME>M3eFcAZSQlc=</ChecksumCRC64NVME>')
const arrived: Answer = { status: 200, headers: { 'x-amz-checksum-crc64nvme': 'M3eFcAZSQlc=' } }
const gone: Answer = { status: 404, body: s3Error('NoSuchKey') }

/** Answers copy, head and delete, and notes what was asked for. */
const scripted = ({ copy = copied, head = arrived, remove = { status: 204 } as Answer } = {}) => {
  const asked: string[] = []
  const client = scriptedS3(({ method, headers }) => {
    const facts = [
      ...['x-amz-copy-source', 'x-amz-copy-source-if-match', 'x-amz-storage-class'],
      ...['x-amz-checksum-algorithm', 'if-match'],
    ]
    asked.push([method, headers.host?.split('.')[0], ...facts.flatMap((name) => headers[name] ?? [])].join(' '))
    return method === 'PUT' ? copy : method === 'HEAD' ? head : remove
  })
  return { asked, client }
}

test('copies into cold storage, compares what S3 says of the copy, reads nothing, then deletes', async () => {
  const { asked, client } = scripted()

  await moveFile(client, buckets, move)

  expect(asked).toEqual(['PUT archive inbox/a%20b%2F%C3%B6.txt "e" GLACIER_IR CRC64NVME', 'DELETE inbox "e"'])
})

test('a copy that differs is not paid for with the file', async () => {
  const { asked, client } = scripted({ copy: copyWith('<ChecksumCRC64NVME>AAAAAAAAAAA=</ChecksumCRC64NVME>') })

  await expect(moveFile(client, buckets, move)).rejects.toMatchObject({ name: 'CopyDiffers' })

  expect(asked).toHaveLength(1)
})

test.each([
  ['the SHA-256 of a file that was read', '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824'],
  ['a SHA-256 that S3 keeps', 'SHA256:LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ='],
])('asks S3 for %s', async (_, checksum) => {
  const { asked, client } = scripted({
    copy: copyWith('<ChecksumSHA256>LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=</ChecksumSHA256>'),
  })

  await moveFile(client, buckets, { ...move, checksum })

  expect(asked).toEqual(['PUT archive inbox/a%20b%2F%C3%B6.txt "e" GLACIER_IR SHA256', 'DELETE inbox "e"'])
})

test('a file whose checksum nobody knows is moved on S3’s word, and nobody says that it was moved once it is gone', async () => {
  const { asked, client } = scripted()
  await moveFile(client, buckets, { ...move, checksum: 'none' })
  expect(asked).toHaveLength(2)

  const again = scripted({ copy: gone })
  await expect(moveFile(again.client, buckets, { ...move, checksum: 'none' })).rejects.toMatchObject({
    name: 'InboxFileChanged',
  })
})

test('a file that an earlier run has moved is moved', async () => {
  const { client } = scripted({ copy: gone })

  await expect(moveFile(client, buckets, move)).resolves.toBeUndefined()

  const another = scripted({
    copy: gone,
    head: { status: 200, headers: { 'x-amz-checksum-crc64nvme': 'AAAAAAAAAAA=' } },
  })
  await expect(moveFile(another.client, buckets, move)).rejects.toMatchObject({ name: 'InboxFileChanged' })
})

test('a file that is nowhere, or another one than was decided about, is named', async () => {
  const nowhere = scripted({ copy: gone, head: { status: 404 } })
  await expect(moveFile(nowhere.client, buckets, move)).rejects.toMatchObject({ name: 'InboxFileChanged' })

  const replaced = scripted({ copy: { status: 412, body: s3Error('PreconditionFailed') } })
  await expect(moveFile(replaced.client, buckets, move)).rejects.toMatchObject({ name: 'InboxFileChanged' })
  expect(replaced.asked).toHaveLength(1)
})

test('a file that was replaced after the copy stays', async () => {
  const { client } = scripted({ remove: { status: 412, body: s3Error('PreconditionFailed') } })

  await expect(moveFile(client, buckets, move)).resolves.toBeUndefined()
})
