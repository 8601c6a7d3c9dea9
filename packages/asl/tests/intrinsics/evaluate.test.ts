import { expect, test } from '@jest/globals'
import { evaluateIntrinsic } from '../../intrinsics/evaluate.ts'
import { isIntrinsicCall } from '../../intrinsics/parse.ts'
import { pathScope, thrownBy } from '../scopes.ts'

const data = {
  list: [10, 20, 30],
  none: [],
  text: 'a,b;;c',
  json: '{"a":[1]}',
  object: { k: 1, list: [null, 'x'] },
  other: { k: 2 },
  half: 1.5,
  nothing: null,
}

test.each([
  [
    "States.Array(1, -2.5, 'x', true, null, $.half, $$.Execution.Name, $name)",
    [1, -2.5, 'x', true, null, 1.5, 'run-1', 'Ada'],
  ],
  ['States.Array()', []],
  ['States.Array( States.Array(1) , 2 )', [[1], 2]],
  ['States.ArrayPartition($.list, 2)', [[10, 20], [30]]],
  ['States.ArrayPartition($.list, 2.9)', [[10, 20], [30]]],
  ['States.ArrayContains($.list, 20)', true],
  ["States.ArrayContains($.list, '20')", true],
  ['States.ArrayContains($.list, $.object)', false],
  ['States.ArrayRange(1, 9, 2)', [1, 3, 5, 7, 9]],
  ['States.ArrayRange(5, 1, -2)', [5, 3, 1]],
  ['States.ArrayRange(5, 1, 1)', []],
  ['States.ArrayRange(1.6, 1.4, 1)', [1]],
  ['States.ArrayGetItem($.list, 1.2)', 20],
  ['States.ArrayGetItem($.none, 999)', null],
  ['States.ArrayLength($.list)', 3],
  ['States.ArrayUnique(States.Array(1, 2, 1, 3, 2))', [1, 2, 3]],
  ['States.ArrayUnique(States.Array(true, false, true))', [false, true]],
  [
    'States.ArrayUnique(States.Array(States.Array(1,2), States.Array(1,2), States.Array(2,1)))',
    [
      [2, 1],
      [1, 2],
    ],
  ],
  ["States.ArrayUnique(States.Array(1, '1', 1, '01'))", [1, '1', '01']],
  ["States.Base64Encode('🚀')", '8J+agA=='],
  ["States.Base64Decode('4pyT')", '✓'],
  ["States.Hash('hello', 'MD5')", '5d41402abc4b2a76b9719d911017c592'],
  ["States.Hash('hello', 'SHA-1')", 'aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d'],
  ['States.JsonMerge($.object, $.other, false)', { k: 2, list: [null, 'x'] }],
  ['States.StringToJson($.json)', { a: [1] }],
  ["States.StringToJson(' ')", null],
  ['States.JsonToString($.object)', '{"k":1,"list":[null,"x"]}'],
  ['States.MathAdd(1.4, 2.5)', 4],
  ['States.MathAdd(-1.5, 0)', -1],
  ['States.MathAdd(2147483646, 1)', 2147483647],
  ['States.MathRandom(1, 5)', 3],
  ['States.MathRandom(1, 100, 42)', 63],
  ["States.StringSplit($.text, ',;')", ['a', 'b', 'c']],
  ["States.StringSplit('', ',')", []],
  ['States.UUID()', '80808080-8080-4080-8080-808080808080'],
  ["States.Format('{}|{}|{}', $.object, $.nothing, 1.5)", '{k=1, list=[null, x]}|null|1.5'],
  ["States.Format('{} {} {} {}', 12345678, 12345678.5, 0.00012, -0.5)", '12345678 1.23456785E7 1.2E-4 -0.5'],
  ["States.Format('it\\'s \\{\\} {} \\\\', 'x')", "it's {} x \\"],
  ['States.Format($name)', 'Ada'],
])('%s', (expression, expected) => {
  expect(evaluateIntrinsic(expression, pathScope(data))).toEqual(expected)
})

test.each([
  'States.ArrayPartition($.list, 0.9)',
  "States.ArrayPartition('x', 1)",
  'States.ArrayContains($.list)',
  'States.ArrayRange(1, 10, 0.49)',
  'States.ArrayRange(1, 1001, 1)',
  'States.ArrayGetItem($.list, 3)',
  'States.ArrayGetItem($.list, -1)',
  'States.ArrayLength($.text)',
  'States.ArrayUnique($.object)',
  'States.Base64Encode(123)',
  'States.Base64Decode($.object)',
  "States.Hash('data', 'sha-256')",
  'States.JsonMerge($.object, $.other, true)',
  'States.JsonMerge($.object, $.list, false)',
  "States.StringToJson('{bad}')",
  'States.StringToJson($.list)',
  'States.JsonToString()',
  "States.MathAdd('1', 1)",
  'States.MathAdd(2147483647, 1)',
  'States.MathRandom(5, 5)',
  'States.MathRandom(1, 10, null)',
  "States.StringSplit($.list, ',')",
  'States.UUID(1)',
  "States.Format('{} {}', 1)",
  "States.Format('{}', 1, 2)",
  "States.Format('}')",
  'States.Format(1)',
])('%s is refused', (expression) => {
  const name = expression.slice(0, expression.indexOf('('))
  expect(thrownBy(() => evaluateIntrinsic(expression, pathScope(data)))).toMatchObject({
    error: 'States.Runtime',
    message: `The function '${expression}' had the following error: Invalid arguments in ${name}`,
  })
})

test('an argument that leads nowhere names the path and the input', () => {
  expect(thrownBy(() => evaluateIntrinsic("States.Format('{}', $.nope)", pathScope({ other: 1 })))).toMatchObject({
    error: 'States.Runtime',
    message:
      "The function 'States.Format('{}', $.nope)' had the following error: " +
      "The JsonPath argument for the field '$.nope' could not be found in the input '{\"other\":1}'",
  })
})

test.each([
  'States.format(1)',
  'States.Nothing()',
  'States.Array(',
  'States.Array(1,)',
  'States.Array(1) more',
  'States.Array([1])',
  'States.Array(.5)',
  'States.Array("double quotes")',
  'States.StringToJson(\'{\\"a\\":1}\')',
  "States.Format('\\n')",
])('%s is not a call', (expression) => {
  expect(isIntrinsicCall(expression)).toBe(false)
})
