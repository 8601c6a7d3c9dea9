import { expect, test } from '@jest/globals'
import type { ItemReader } from '../effects.ts'
import { itemsOf, manifestFiles } from '../item-reader.ts'

const csv: ItemReader = {
  resource: 'getObject',
  bucket: 'b',
  key: 'k',
  inputType: 'CSV',
  csvHeaderLocation: 'FIRST_ROW',
}

test('rows become objects: short ones are filled up, long ones cut off', () => {
  expect(itemsOf(csv, { body: 'a,b\n1,"two, too"\n3\n4,5,6\n' })).toEqual([
    { a: '1', b: 'two, too' },
    { a: '3', b: '' },
    { a: '4', b: '5' },
  ])
})

test('headers may be given, and fields be separated otherwise', () => {
  const reader: ItemReader = { ...csv, csvHeaderLocation: 'GIVEN', csvHeaders: ['a', 'b'], csvDelimiter: 'SEMICOLON' }
  expect(itemsOf(reader, { body: '1;2\r\n3;4' })).toEqual([
    { a: '1', b: '2' },
    { a: '3', b: '4' },
  ])
})

test('a backslash escapes itself, a quote and the delimiter, and is gone before anything else', () => {
  const body = String.raw`path,size
C:\\Program Files\\MyApp.exe,6534512
one\, two,\x
"a \"b\"",\"c`
  expect(itemsOf(csv, { body })).toEqual([
    { path: 'C:\\Program Files\\MyApp.exe', size: '6534512' },
    { path: 'one, two', size: 'x' },
    { path: 'a "b"', size: '"c' },
  ])
})

test('doubled quotes are one quote, between quotes and without', () => {
  expect(itemsOf(csv, { body: 'a,b\n"say ""hi""",{""k"":""v""}' })).toEqual([{ a: 'say "hi"', b: '{"k":"v"}' }])
})

test('the same header twice is refused', () => {
  expect(() => itemsOf(csv, { body: 'a,a\n1,2' })).toThrow('CSV headers cannot contain duplicates.')
})

test('MaxItems takes the first so many, 0 all, and less is refused', () => {
  const body = 'n\n1\n2\n3'
  expect(itemsOf({ ...csv, maxItems: 2 }, { body })).toEqual([{ n: '1' }, { n: '2' }])
  expect(itemsOf({ ...csv, maxItems: 0 }, { body })).toHaveLength(3)
  expect(() => itemsOf({ ...csv, maxItems: -1 }, { body })).toThrow('field MaxItems must be positive')
})

test('a JSON array may be deep inside the document', () => {
  const json: ItemReader = { resource: 'getObject', bucket: 'b', key: 'k', inputType: 'JSON' }
  expect(itemsOf(json, { body: '[1, {"a": 2}]' })).toEqual([1, { a: 2 }])
  expect(itemsOf({ ...json, itemsPointer: '/a~1b/0' }, { body: '{"a/b": [[1, 2]]}' })).toEqual([1, 2])
  expect(() => itemsOf(json, { body: '{"a": 1}' })).toThrow('Attempting to map over non-iterable node.')
})

test('JSON Lines has one item a line', () => {
  const reader: ItemReader = { resource: 'getObject', bucket: 'b', key: 'k', inputType: 'JSONL' }
  expect(itemsOf(reader, { body: '{"a":1}\n\n2\n' })).toEqual([{ a: 1 }, 2])
})

test('a manifest names its files and the columns that they have', () => {
  const body = JSON.stringify({ fileSchema: 'Bucket, Key', files: [{ key: 'data/1.csv.gz', size: 1 }] })
  expect(manifestFiles(body)).toEqual({ keys: ['data/1.csv.gz'], headers: ['Bucket', 'Key'] })
})
