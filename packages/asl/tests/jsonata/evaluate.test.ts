import { expect, test } from '@jest/globals'
import type { Json } from '../../json.ts'
import { evaluate, type JsonType } from '../../jsonata/evaluate.ts'
import { queryScope, thrownBy } from '../scopes.ts'

const input = { items: [{ price: 2 }, { price: 3 }], one: [0], nothing: null, text: '{"a":1}' }

const value = (expression: string) => evaluate('Output', `{% ${expression} %}`, queryScope(input))

const failure = (expression: string, expected?: JsonType) =>
  thrownBy(() => evaluate('Output', `{% ${expression} %}`, queryScope(input), expected))

test('expressions deep in a field are replaced, other strings are not', () => {
  const template = {
    total: '{% $sum($states.input.items.price) %}',
    list: ['{%$name%}', ' {% $name %} ', '{% no'],
    n: null,
  }

  expect(evaluate('Output', template, queryScope(input))).toEqual({
    total: 5,
    list: ['Ada', ' {% $name %} ', '{% no'],
    n: null,
  })
})

test.each<[string, Json]>([
  ['$states.input.nothing', null],
  ['$states.context.Execution.Name', 'run-1'],
  ['$states.input.one', [0]],
  ['$states.input.items[price > 2]', { price: 3 }],
  ['{"a": $states.input.missing, "b": 1}', { b: 1 }],
  ['$parse($states.input.text)', { a: 1 }],
  ['$partition([1,2,3], 2)', [[1, 2], [3]]],
  ['$partition([1,2,3])', [[1, 2, 3]]],
  ['$range(-1.7, 2, 1)', [-1, 0, 1, 2]],
  ['$range(5, 1, -1.5)', [5, 4, 3, 2, 1]],
  ['$range(3, 3, 1)', 3],
  ["$hash('Hello', 'MD5')", '8b1a9953c4611296a827abf8c47804d7'],
  ['$random(42)', 0.7275636800328681],
  ['$random(0.9)', 0.730967787376657],
  ['$random()', 0.5],
  ['$uuid()', '80808080-8080-4080-8080-808080808080'],
  ['$shuffle([1,2,3])', [1, 3, 2]],
  ['$now()', '2026-01-02T03:04:05.000Z'],
  ['$millis()', 1767323045000],
  ["$now('[Y]/[M01]')", '2026/01'],
  ['1/0', 'Infinity'],
  ['[-1/0]', ['-Infinity']],
  ['($f := function($x){ $x <= 0 ? 0 : 1 + $f($x-1) }; $f(31))', 31],
  ['$sum($map([1..10000], function($v){$v * 2}))', 100010000],
])('%s', (expression, expected) => {
  expect(value(expression)).toEqual(expected)
})

const sentence = (expression: string, what: string) =>
  `The JSONata expression '${expression}' specified for the field 'Output' ${what}`

test.each([
  ['$unassigned', 'returned nothing (undefined).'],
  ['$range(1, 5)', 'returned nothing (undefined).'],
  ['$partition([], 2)', 'returned nothing (undefined).'],
  ['function($x){$x}', 'returned an unsupported result type.'],
  ['[$sum]', 'returned an unsupported result type.'],
  ["$eval('1')", 'threw an error during evaluation. T1006: Attempted to invoke a non-function'],
  ["1 + 'a'", 'threw an error during evaluation. T2002: The right side of the "+" operator must evaluate to a number'],
  ["$error('boom')", 'threw an error during evaluation. D3137: boom'],
  ['$partition([1], -1)', 'threw an error during evaluation. D3137: Second argument must be zero or greater'],
  [
    '$uuid(1)',
    'threw an error during evaluation. T0410: Argument 1 of function "uuid" does not match function signature',
  ],
  [
    '$range(1, 360146, 1)',
    'threw an error during evaluation: Expression evaluation memory limit exceeded: Check for excessive memory usage',
  ],
  [
    '($f := function($x){ $x <= 0 ? 0 : 1 + $f($x-1) }; $f(32))',
    'threw an error during evaluation: Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive',
  ],
])('%s fails with what AWS says', (expression, what) => {
  expect(failure(expression)).toMatchObject({
    error: 'States.QueryEvaluationError',
    message: sentence(expression, what),
    location: 'Output',
  })
})

test('an endless recursion, an endless match and an endless result end in an error', () => {
  const timeout = 'threw an error during evaluation: Expression evaluation timeout: Check for infinite loop'
  const loop = '($f := function($x){ $f($x + 1) }; $f(1))'
  expect(failure(loop)).toMatchObject({ message: sentence(loop, timeout) })

  const doubled = '($f := function($l, $n){ $n = 0 ? $l : $f([[$l], [$l]], $n - 1) }; $f([1], 60))'
  expect(failure(doubled)).toMatchObject({ message: expect.stringContaining('memory limit exceeded') })

  const match = "$contains('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', /^(a+)+$/)"
  expect(failure(match)).toMatchObject({ message: sentence(match, timeout) })
}, 30_000)

test('a field that must be a list names the type that it got', () => {
  expect(failure('true', 'array')).toMatchObject({
    message: sentence(
      'true',
      "returned an unexpected result type. Expected 'array', but was 'boolean' for value: true",
    ),
  })
})

test('the location names keys and positions', () => {
  const template = { a: [{ b: '{% $no %}' }] }

  const error = thrownBy(() => evaluate('Choices[1]/Output', template, queryScope({})))

  expect(error).toMatchObject({ location: 'Choices[1]/Output/a[0]/b' })
})

const halves = (depth: number) =>
  `($twice := function($n, $x){ $n = 0 ? $x : $twice($n - 1, [[$x], [$x]]) }; $twice(${depth}, 1))`

test.each([
  '$count($distinct($range(1, 300000, 1)))',
  '$count($map($range(1, 300000, 1), function($x){ $range(1, 300000, 1) }))',
  '$count($map($range(1, 300000, 1), $range(1, ?, 1)))',
  '$length($pad("x", 1000000000))',
  `${halves(60)} = ${halves(60)}`,
  `$length($string(${halves(28)}))`,
])('%s ends in an error, in bounded time and memory', (expression) => {
  // A busy machine may run out of time where another one runs out of memory.
  const message = /threw an error during evaluation: Expression evaluation (memory limit exceeded|timeout): Check for /
  expect(failure(expression)).toMatchObject({ message: expect.stringMatching(message) })
})

test('an expression that takes longer than a moment draws the same random numbers as one that does not', () => {
  const numbers = () => {
    let last = 0
    return () => ++last / 100
  }
  const random = (expression: string) =>
    evaluate('Output', `{% ${expression} %}`, { ...queryScope(input), random: numbers() })

  expect(random('[$random(), $random()]')).toEqual([0.01, 0.02])
  expect(random('($first := $random(); $list := $range(1, 200000, 1); [$first, $random()])')).toEqual([0.01, 0.02])
})

test('functions that are handed over keep what JSONata knows of their arguments', () => {
  expect(value('$map(["a", "b"], $uppercase)')).toEqual(['A', 'B'])
  expect(value('$map([1, 2], $power(?, 2))')).toEqual([1, 4])
  expect(value('$reduce([1, 2, 3], $append)')).toEqual([1, 2, 3])
  expect(value('[3, 1] ~> $sort ~> $string')).toBe('[1,3]')
})
