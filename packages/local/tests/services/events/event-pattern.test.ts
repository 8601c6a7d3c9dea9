import { describe, expect, test } from '@jest/globals'
import type { Json } from '@sfs3/asl'
import { eventPattern } from '../../../services/events/event-pattern.ts'

const event = {
  source: 'aws.s3',
  'detail-type': 'Object Created',
  resources: ['arn:aws:s3:::inbox', 'arn:other'],
  detail: {
    bucket: { name: 'inbox' },
    object: { key: 'reports/2026/June.CSV', size: 300 },
    flag: true,
    nothing: null,
    ip: '10.0.1.7',
    items: [
      { name: 'a', count: 1 },
      { name: 'b', count: 2 },
    ],
  },
}
const detail = (pattern: Json) => ({ detail: pattern })
const key = (matcher: Json) => detail({ object: { key: [matcher] } })
const size = (matcher: Json) => detail({ object: { size: [matcher] } })

describe('a pattern', () => {
  test.each<[Json, boolean]>([
    [{ source: ['aws.s3'] }, true],
    [{ source: ['aws.sqs', 'aws.s3'] }, true],
    [{ source: ['aws.sqs'] }, false],
    [{ source: ['aws.s3'], 'detail-type': ['Object Deleted'] }, false],
    [{ resources: ['arn:aws:s3:::inbox'] }, true],
    [detail({ bucket: { name: ['inbox'] } }), true],
    [detail({ bucket: { name: ['outbox'] } }), false],
    [detail({ flag: [true] }), true],
    [detail({ flag: ['true'] }), false],
    [detail({ nothing: [null] }), true],
    [size(300), true],
    [size(3e2), true],
    [size('300'), false],
    [key({ prefix: 'reports/' }), true],
    [key({ prefix: 'Reports/' }), false],
    [key({ prefix: { 'equals-ignore-case': 'REPORTS/' } }), true],
    [key({ suffix: '.CSV' }), true],
    [key({ suffix: { 'equals-ignore-case': '.csv' } }), true],
    [key({ 'equals-ignore-case': 'REPORTS/2026/JUNE.csv' }), true],
    [key({ wildcard: 'reports/*/*.CSV' }), true],
    [key({ wildcard: 'reports/*.csv' }), false],
    [key({ wildcard: '*' }), true],
    [key({ 'anything-but': 'x' }), true],
    [key({ 'anything-but': ['x', 'reports/2026/June.CSV'] }), false],
    [key({ 'anything-but': { prefix: 'reports/' } }), false],
    [key({ 'anything-but': { prefix: ['a/', 'b/'] } }), true],
    [key({ 'anything-but': { suffix: '.CSV' } }), false],
    [key({ 'anything-but': { 'equals-ignore-case': ['REPORTS/2026/JUNE.csv'] } }), false],
    [key({ 'anything-but': { wildcard: '*.CSV' } }), false],
    [size({ 'anything-but': [300, 400] }), false],
    [detail({ missing: [{ 'anything-but': 'x' }] }), false],
    [size({ numeric: ['>', 0, '<=', 300] }), true],
    [size({ numeric: ['<', 300] }), false],
    [size({ numeric: ['=', 300] }), true],
    [key({ numeric: ['>', 0] }), false],
    [key({ exists: true }), true],
    [detail({ missing: [{ exists: true }] }), false],
    [detail({ missing: [{ exists: false }] }), true],
    [detail({ object: { key: [{ exists: false }] } }), false],
    [detail({ absent: { inner: [{ exists: false }] } }), true],
    [detail({ ip: [{ cidr: '10.0.0.0/16' }] }), true],
    [detail({ ip: [{ cidr: '10.1.0.0/16' }] }), false],
    [detail({ items: { name: ['b'] } }), true],
    [detail({ items: { name: ['c'] } }), false],
    [detail({ items: { name: ['a'], count: [2] } }), false],
    [{ $or: [{ source: ['aws.sqs'] }, { 'detail-type': ['Object Created'] }] }, true],
    [detail({ $or: [{ flag: [false] }, { object: { size: [{ numeric: ['>', 500] }] } }] }), false],
    [detail({ flag: [true], $or: [{ nothing: ['x'] }, { nothing: [null] }] }), true],
  ])('%j: %s', (pattern, fits) => {
    expect(eventPattern(pattern)(event)).toBe(fits)
  })

  test('one that is nested beyond all events is refused', () => {
    const nested: Json = JSON.parse(`${'{"a":'.repeat(20_000)}["x"]${'}'.repeat(20_000)}`)
    expect(() => eventPattern(nested)).toThrow('Event pattern is not valid. Reason: Filter is nested too deep')
  })

  test.each<[Json, string]>([
    ['text', 'Filter is not an object'],
    [{}, 'Empty objects are not allowed'],
    [{ source: [] }, 'Empty arrays are not allowed'],
    [{ source: 'aws.s3' }, 'Filter is not an object'],
    [{ source: [{ like: 'aws' }] }, 'Unrecognized match type like'],
    [{ source: [{ prefix: 'a', suffix: 'b' }] }, 'Only one key allowed in match expression'],
    [{ source: [{ prefix: 1 }] }, 'prefix does not take 1'],
    [{ source: [{ numeric: ['~', 1] }] }, 'Bad numeric range ["~",1]'],
    [{ $or: [{ source: ['a'] }] }, '$or must be an array of two or more'],
  ])('%j is refused: %s', (pattern, reason) => {
    expect(() => eventPattern(pattern)).toThrow(`Event pattern is not valid. Reason: ${reason}`)
  })
})
