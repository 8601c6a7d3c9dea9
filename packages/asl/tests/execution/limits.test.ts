import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { exceedsPayloadLimit, sizeOf } from '../../execution/limits.ts'
import type { Json } from '../../json.ts'

test('a payload may have 262,144 bytes of JSON and not one more', () => {
  expect(exceedsPayloadLimit('x'.repeat(262_142))).toBe(false)
  expect(exceedsPayloadLimit('x'.repeat(262_143))).toBe(true)
  expect(exceedsPayloadLimit(['é'.repeat(131_070)])).toBe(false)
  expect(exceedsPayloadLimit(['é'.repeat(131_071)])).toBe(true)
})

test('the size is that of the JSON text', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(sizeOf(value as Json)).toBe(Buffer.byteLength(JSON.stringify(value)))
    }),
  )
})
