import { expect, test } from '@jest/globals'
import { ProcessDataUnavailable } from '../../src/process/errors.ts'
import { s3Records } from '../../src/process/s3-records.ts'
import { s3Error, scriptedS3 } from '../support/scripted-s3.ts'

test('a record is put only if there is none', async () => {
  const sent: unknown[] = []
  const s3 = scriptedS3(({ method, path, headers }) => {
    sent.push([method, path, headers['if-none-match']])
    return { status: 200 }
  })

  expect(await s3Records(s3, 'bucket').put('processes/tx/started.json', {})).toBe(true)
  expect(sent).toEqual([['PUT', '/processes/tx/started.json', '*']])
})

test('412: it is there already', async () => {
  const s3 = scriptedS3(() => ({ status: 412, body: s3Error('PreconditionFailed') }))

  expect(await s3Records(s3, 'bucket').put('key', {})).toBe(false)
})

test('409: another write is under way; it is tried again', async () => {
  const answers = [{ status: 409, body: s3Error('ConditionalRequestConflict') }, { status: 200 }]
  const s3 = scriptedS3(() => answers.shift() ?? { status: 500 })

  expect(await s3Records(s3, 'bucket').put('key', {})).toBe(true)
})

test('a conflict that does not end makes S3 unavailable', async () => {
  let tries = 0
  const s3 = scriptedS3(() => {
    tries++
    return { status: 409, body: s3Error('ConditionalRequestConflict') }
  })

  await expect(s3Records(s3, 'bucket').put('key', {})).rejects.toThrow(ProcessDataUnavailable)
  expect(tries).toBe(5)
})

test('404 is no record, 503 is no answer, 403 is a defect', async () => {
  const get = (status: number, code: string) =>
    s3Records(
      scriptedS3(() => ({ status, body: s3Error(code) })),
      'bucket',
    ).get('key')

  expect(await get(404, 'NoSuchKey')).toBeUndefined()
  await expect(get(503, 'SlowDown')).rejects.toThrow(ProcessDataUnavailable)
  await expect(get(403, 'AccessDenied')).rejects.toThrow('AccessDenied')
})
