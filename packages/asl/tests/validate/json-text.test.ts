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
