import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Json } from '../../json.ts'
import { readPath } from '../../jsonpath/read.ts'
import { isReferencePath, readReferencePath, writeReferencePath } from '../../jsonpath/reference-path.ts'
import { pathScope, thrownBy } from '../scopes.ts'

test.each<[string, Json, Json, Json]>([
  ['$', { a: 1 }, 'new', 'new'],
  ['$.b', { a: 1 }, 2, { a: 1, b: 2 }],
  ['$.a', { a: 1 }, 2, { a: 2 }],
  ['$.b.c.d', { a: 1 }, 2, { a: 1, b: { c: { d: 2 } } }],
  ['$.b', null, 2, { b: 2 }],
  ['$.a.b', { a: null }, 2, { a: { b: 2 } }],
  ["$['odd key']", {}, 2, { 'odd key': 2 }],
  ['$.list[1]', { list: [1, 2, 3] }, 9, { list: [1, 9, 3] }],
  ['$.list[3]', { list: [1, 2, 3] }, 9, { list: [1, 2, 3, 9] }],
  ['$.list[0]', {}, 9, { list: [9] }],
  ['$.list[0].a', { list: [{ b: 1 }] }, 9, { list: [{ b: 1, a: 9 }] }],
])('writing to %s of %j', (path, document, value, expected) => {
  const before = structuredClone(document)

  expect(writeReferencePath(path, document, value)).toEqual(expected)

  expect(document).toEqual(before)
})

test.each<[string, Json, string]>([
  ['$.r', 'text', 'Unable to apply ReferencePath $.r to input "text"'],
  ['$.a.b', { a: 1 }, 'Unable to apply ReferencePath $.a.b to input {"a":1}'],
  ['$.r', [1], 'Unable to apply step "r" to input [1]'],
  ['$.a[0]', { a: {} }, 'Unable to apply step "0" to input {"a":{}}'],
  ['$.a[2]', { a: [1] }, 'Unable to apply step "2" to input {"a":[1]}'],
])('writing to %s of %j is a conflict', (path, document, message) => {
  const error = thrownBy(() => writeReferencePath(path, document, 1))

  expect(error).toMatchObject({ error: 'States.ReferencePathConflict', message, causeNamesState: false })
})

test('reading a reference path that leads nowhere is a conflict', () => {
  expect(readReferencePath('$.a[0]', pathScope({ a: ['x'] }))).toBe('x')
  expect(thrownBy(() => readReferencePath('$.items', pathScope({ a: 1 })))).toMatchObject({
    error: 'States.ReferencePathConflict',
    message: 'Unable to apply step "items" to input {"a":1}',
  })
})

test('only paths that can name a single node are reference paths', () => {
  expect(['$', '$.a.b', "$['a'][0]", '$$.Execution', '$x.y'].filter(isReferencePath)).toHaveLength(5)
  expect(['$.a[*]', '$..a', '$.a[0:1]', '$.a[?(@.b)]', '$.a.length()', 'a', '$.a b'].filter(isReferencePath)).toEqual(
    [],
  )
})

test('what is written to a path of names can be read there, and nothing else changes', () => {
  const name = fc.string({ minLength: 1 }).filter((text) => !/['\\]/.test(text) && text !== '__proto__')
  const document = fc.dictionary(name, fc.jsonValue() as fc.Arbitrary<Json>)
  fc.assert(
    fc.property(document, fc.array(name, { minLength: 1, maxLength: 3 }), fc.integer(), (before, names, value) => {
      const path = `$${names.map((each) => `['${each}']`).join('')}`
      let after: Json
      try {
        after = writeReferencePath(path, before, value)
      } catch {
        return
      }
      expect(readPath(path, pathScope(after))).toBe(value)
      for (const [other, kept] of Object.entries(before)) {
        if (other !== names[0]) expect(readPath(`$['${other}']`, pathScope(after))).toEqual(kept)
      }
    }),
  )
})
