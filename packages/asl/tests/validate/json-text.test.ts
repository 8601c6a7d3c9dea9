import { expect, test } from '@jest/globals'
import { readJson, sourceLocation } from '../../validate/json-text.ts'

test.each([
  [
    'not json',
    "Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
    1,
    4,
  ],
  ['{a:1}', "Unexpected character ('a' (code 97)): was expecting double-quote to start field name", 1, 3],
  ['{"a" 1}', "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value", 1, 7],
  ['{"a":1\n "b":2}', "Unexpected character ('\"' (code 34)): was expecting comma to separate Object entries", 2, 3],
  ['{"a":1,}', "Unexpected character ('}' (code 125)): was expecting double-quote to start field name", 1, 9],
  ['[1 2]', "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries", 1, 5],
  ['"a', 'Unexpected end-of-input: was expecting closing quote for a string value', 1, 3],
  [
    '{"a":[1',
    'Unexpected end-of-input: expected close marker for Array (start marker at [Source: (String)"{"a":[1"; line: 1, column: 6])',
    1,
    8,
  ],
])('%s is not JSON', (text, reason, line, column) => {
  expect(readJson(text)).toEqual({ problem: { reason, line, column } })
})

test('a long text is quoted in part', () => {
  expect(sourceLocation('x'.repeat(501), { line: 1, column: 2 })).toBe(
    `[Source: (String)"${'x'.repeat(500)}"[truncated 1 chars]; line: 1, column: 2]`,
  )
})

test('what is JSON is read', () => {
  expect(readJson(' {"a": [1, null]} ')).toEqual({ value: { a: [1, null] } })
})

const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)

test('a text that is nested as deep as AWS reads it', () => {
  expect(readJson(nested(1000))).toHaveProperty('value')
  expect(readJson(`["${'['.repeat(5000)}\\"${'{'.repeat(5000)}", []]`)).toHaveProperty('value')
})

test.each([nested(1001), nested(200_000), '{"a":'.repeat(1001), `"a" ${'['.repeat(200_000)}`])(
  'a text that is nested deeper is none, be it JSON or not',
  (text) => {
    expect(readJson(text)).toMatchObject({
      problem: { reason: 'Document nesting depth (1001) exceeds the maximum allowed (1000)' },
    })
  },
)

test('a number that no double holds is none', () => {
  expect(readJson('{"a":"1e400",\n"b":[1e308, -1e400]}')).toEqual({
    problem: { reason: 'Numeric value (-1e400) out of range of double', line: 2, column: 13 },
  })
  expect(readJson(`9${'0'.repeat(400)}`)).toMatchObject({
    problem: { reason: 'Numeric value (900000000000000000000000000000…) out of range of double' },
  })
  expect(readJson('["1e400", 1e-400, 1E+99]')).toEqual({ value: ['1e400', 0, 1e99] })
})
