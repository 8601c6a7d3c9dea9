import { execFile } from 'node:child_process'
import { mkdtemp, open, readdir, rename, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { S3Store } from '../../../services/s3/store/s3-store.ts'
import { type Endpoint, startEndpoint } from '../../../testing/aws-endpoint.ts'
import { resource } from '../../../testing/template-resource.ts'

const Bucket = 'durable'
let dataDir: string
let endpoint: Endpoint
let s3: S3Client

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'sfs3-'))
  endpoint = await startEndpoint({ dataDir, resources: [resource('AWS::S3::Bucket', Bucket)] })
  s3 = new S3Client({ ...endpoint.config, maxAttempts: 1 })
})
afterEach(async () => {
  jest.restoreAllMocks()
  await endpoint.stop()
})

const put = (Key: string, Body: string | Uint8Array, more: object = {}) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }))

test('an object whose last bytes do not fit on the disk is refused and is not there; the next one is whole', async () => {
  const program = new URL('../../support/s3-with-little-room.ts', import.meta.url).pathname
  // A block is 512 bytes: a file may have 1.5 MiB. The signal of the limit would end the process otherwise.
  const limited = `trap '' XFSZ; ulimit -f 3072; exec "$0" "$@"`
  const node = [process.execPath, '--disable-warning=ExperimentalWarning', program]
  const { stdout } = await promisify(execFile)('sh', [
    ...['-c', limited, ...node, join(dataDir, 'limited'), String(3072 * 512 + 1)],
  ])

  expect(JSON.parse(stdout)).toEqual({
    tooLarge: expect.stringMatching(
      /^InternalError: We encountered an internal error. The data folder could not be written: the file is larger than the system allows \(EFBIG/,
    ),
    head: 'NotFound: UnknownError',
    fits: 'done',
    read: 1_200_000,
  })
})

test.each([
  ['small', 10],
  ['large', 2_000_000],
])('a %s object is on the disk before the put is answered', async (Key, size) => {
  const order: string[] = []
  const handle = await open(join(dataDir, 's3.sqlite'))
  const prototype = Object.getPrototypeOf(handle)
  const sync = prototype.datasync
  jest.spyOn(prototype, 'datasync').mockImplementation(async function (this: unknown) {
    await sync.call(this)
    order.push('synced')
  })
  await handle.close()

  await put(Key, Buffer.alloc(size))
  order.push('answered')

  expect(order.at(-2)).toBe('synced')
  expect(order.at(-1)).toBe('answered')
})

test('the disk is asked anew for a put that a condition refuses: it tells of what another has written', async () => {
  await put('once', 'first')
  const handle = await open(join(dataDir, 's3.sqlite'))
  const synced = jest.spyOn(Object.getPrototypeOf(handle), 'datasync')
  await handle.close()

  await expect(put('once', 'second', { IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' })
  expect(synced).toHaveBeenCalled()
})

test('an object whose file lost bytes is not given as if it were whole', async () => {
  await put('damaged', Buffer.alloc(2_000_000))
  const [file = ''] = await readdir(join(dataDir, 'contents'))
  await truncate(join(dataDir, 'contents', file), 1_999_999)

  await expect(s3.send(new GetObjectCommand({ Bucket, Key: 'damaged' }))).rejects.toMatchObject({
    name: 'InternalError',
    message: expect.stringMatching(
      /^We encountered an internal error. Stored content is damaged: .* has 1999999 bytes/,
    ),
  })
})

test('an object whose file has other bytes breaks off before its end', async () => {
  await put('damaged', Buffer.alloc(2_000_000))
  const [file = ''] = await readdir(join(dataDir, 'contents'))
  const handle = await open(join(dataDir, 'contents', file), 'r+')
  await handle.write('X', 1_000_000)
  await handle.close()

  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: 'damaged' }))
  await expect(Body?.transformToByteArray()).rejects.toThrow('aborted')
})

test('a body that ends before its announced length is refused', async () => {
  const headers = { 'content-length': '4' }
  const { status } = await endpoint.send('s3', {
    ...{ method: 'PUT', url: `/${Bucket}/short`, headers, body: Buffer.from('abc') },
    caller: { type: 'developer' },
  })

  expect(status).toBe(400)
})

test('without its database the bodies of objects are not swept away', async () => {
  await put('large', Buffer.alloc(2_000_000))
  await endpoint.close()
  const database = join(dataDir, 's3.sqlite')
  await rename(database, `${database}.away`)

  expect(() => new S3Store(dataDir)).toThrow(`${database} is missing, and ${join(dataDir, 'contents')} holds objects`)
  expect(await readdir(join(dataDir, 'contents'))).toHaveLength(1)
})
