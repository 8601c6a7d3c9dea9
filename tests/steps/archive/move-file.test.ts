import { expect, test } from '@jest/globals'
import { moveFile } from '../../../steps/archive/move-file.ts'
import { s3Error, scriptedS3 } from '../../support/scripted-s3.ts'

const buckets = { inbox: 'inbox', archive: 'archive', quarantine: 'quarantine' }
const move = {
  key: 'a b/ö.txt',
  etag: '"e"',
  checksum: '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
  destination: 'archive' as const,
}
const copied = { status: 200, body: '<CopyObjectResult><ETag>"c"</ETag></CopyObjectResult>' }

/** Answers copy, get and delete, and notes what was asked for. */
const scripted = ({ copy = copied, get = { status: 200, body: 'hello' }, remove = { status: 204 } } = {}) => {
  const asked: string[] = []
  const client = scriptedS3(({ method, headers }) => {
    const facts = ['x-amz-copy-source', 'x-amz-copy-source-if-match', 'x-amz-storage-class', 'if-match']
    asked.push([method, headers.host?.split('.')[0], ...facts.flatMap((name) => headers[name] ?? [])].join(' '))
    return method === 'PUT' ? copy : method === 'GET' ? get : remove
  })
  return { asked, client }
}

test('copies into cold storage, reads the copy, then deletes', async () => {
  const { asked, client } = scripted()

  await moveFile(client, buckets, move)

  expect(asked).toEqual(['PUT archive inbox/a%20b%2F%C3%B6.txt "e" GLACIER_IR', 'GET archive', 'DELETE inbox "e"'])
})

test('a copy that differs is not paid for with the file', async () => {
  const { asked, client } = scripted({ get: { status: 200, body: 'hallo' } })

  await expect(moveFile(client, buckets, move)).rejects.toMatchObject({ name: 'CopyDiffers' })

  expect(asked).toHaveLength(2)
})

test('a file that an earlier run has moved is moved', async () => {
  const { client } = scripted({ copy: { status: 404, body: s3Error('NoSuchKey') } })

  await expect(moveFile(client, buckets, move)).resolves.toBeUndefined()
})

test('a file that is nowhere, or another one than was decided about, is named', async () => {
  const gone = { status: 404, body: s3Error('NoSuchKey') }
  const nowhere = scripted({ copy: gone, get: gone })
  await expect(moveFile(nowhere.client, buckets, move)).rejects.toMatchObject({ name: 'InboxFileChanged' })

  const replaced = scripted({ copy: { status: 412, body: s3Error('PreconditionFailed') } })
  await expect(moveFile(replaced.client, buckets, move)).rejects.toMatchObject({ name: 'InboxFileChanged' })
  expect(replaced.asked).toHaveLength(1)
})

test('a file that was replaced after the copy stays', async () => {
  const { client } = scripted({ remove: { status: 412, body: s3Error('PreconditionFailed') } as { status: number } })

  await expect(moveFile(client, buckets, move)).resolves.toBeUndefined()
})
