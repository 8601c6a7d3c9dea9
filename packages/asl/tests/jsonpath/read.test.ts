import { expect, test } from '@jest/globals'
import { findPath, readPath } from '../../jsonpath/read.ts'
import { pathScope, thrownBy } from '../scopes.ts'

const store = {
  book: [
    { title: 'A', price: 8, tags: ['x', 'y'] },
    { title: 'B', price: 12, isbn: '1' },
    { title: 'C', price: 22 },
  ],
  'odd key': { "it's": true },
  empty: null,
  count: 3,
}

test.each([
  ['$', store],
  ['$.count', 3],
  ['$.empty', null],
  ["$['odd key']", { "it's": true }],
  ['$["odd key"]', { "it's": true }],
  ["$.['odd key']['it\\'s']", true],
  ['$.book[0].title', 'A'],
  ['$.book[-1].title', 'C'],
  ["$['count','empty']", { count: 3, empty: null }],
  ['$.book[*].title', ['A', 'B', 'C']],
  ['$.book[0,2].title', ['A', 'C']],
  ['$.book[:2].title', ['A', 'B']],
  ['$.book[1:].title', ['B', 'C']],
  ['$.book[-2:].title', ['B', 'C']],
  ['$.book[0:10].title', ['A', 'B', 'C']],
  ['$.book.length()', 3],
  ['$.book[*].price.max()', 22],
  ['$..price', [8, 12, 22]],
  ['$..tags[0]', ['x']],
  ['$..[?(@.isbn)].title', ['B']],
  ['$..[?(@.count)].count', [3]],
  ['$.book[?(@.isbn)].title', ['B']],
  ['$.book[?(!@.isbn)].title', ['A', 'C']],
  ['$.book[?(@.price < 10 || @.price > 20)].title', ['A', 'C']],
  ["$.book[?(@.price >= 12 && @.title != 'C')].title", ['B']],
  ["$.book[?(@.title in ['A','C'])].price", [8, 22]],
  ['$.book[?(@.title =~ /[ab]/i)].price', [8, 12]],
  ["$.book[?('x' in @.tags)].title", ['A']],
  ['$.book[?(@.price == $.book[1].price)].title', ['B']],
  ['$$.Execution.Name', 'run-1'],
  ['$name', 'Ada'],
  ['$list[1]', 2],
])('%s reads what Jayway JsonPath reads', (path, expected) => {
  expect(readPath(path, pathScope(store))).toEqual(expected)
})

test.each(['$.a[*]', '$.a.b[*].c', '$.a[:1]', '$.a[?(@.x)]', '$..nothing'])(
  '%s of nothing is an empty list, not an error',
  (path) => {
    expect(readPath(path, pathScope({}))).toEqual([])
  },
)

test.each([
  ['$.no', "Invalid path '$.no' : No results for path: $['no']"],
  ['$.no.such.path', "Invalid path '$.no.such.path' : Missing property in path $['no']"],
  ['$.count.more', "Invalid path '$.count.more' : Property ['more'] not found in path $['count']"],
  ['$.book[7]', "Invalid path '$.book[7]' : No results for path: $['book'][7]"],
  ['$.empty[0]', "Invalid path '$.empty[0]' : The path $['empty'] is null"],
  ["$['a','b'].c", "Invalid path '$['a','b'].c' : Multi properties can only be used as path leafs: $['a', 'b']"],
  [
    "$['odd key'][0]",
    "Invalid path '$['odd key'][0]' : Filter: [0] can only be applied to arrays. Current context is: {it's=true}",
  ],
])('%s fails with the reason that AWS gives', (path, message) => {
  expect(thrownBy(() => readPath(path, pathScope(store)))).toMatchObject({ error: 'States.Runtime', message })
})

test('what is missing can be asked for, and is not null', () => {
  expect(findPath('$.no.such', pathScope(store))).toBeUndefined()
  expect(findPath('$unassigned', pathScope(store))).toBeUndefined()
  expect(findPath('$.empty', pathScope(store))).toBeNull()
})
