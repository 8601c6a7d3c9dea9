import { expect, test } from '@jest/globals'
import { fullBucket, take } from '../../endpoint/token-bucket.ts'

test('a bucket refills as time passes, and a clock that is put back takes nothing away', () => {
  const bucket = fullBucket(2, 1, 600_000)

  expect([take(bucket, 600_000), take(bucket, 600_000), take(bucket, 600_000)]).toEqual([true, true, false])
  expect([take(bucket, 601_000), take(bucket, 601_000)]).toEqual([true, false])
  expect(take(bucket, 0)).toBe(false)
  expect(take(bucket, 1_000)).toBe(true)
})
