import { expect, test } from '@jest/globals'
import { parseMachine } from '../../definition.ts'
import { variableReferences } from '../../validate/variable-references.ts'

test('each state reads the variables that its paths, functions and expressions name', () => {
  const machine = parseMachine({
    StartAt: 'Path',
    States: {
      Path: {
        Type: 'Pass',
        Parameters: { 'a.$': "States.Format('{}', $b, States.Array($a.x))", literal: '$c' },
        Result: { 'd.$': '$d' },
        OutputPath: '$e',
        Next: 'Query',
      },
      Query: {
        Type: 'Pass',
        QueryLanguage: 'JSONata',
        Output: '{% ($own := $free; $map($list[$ > $limit], function($v){ $v + $own + $sum($states.input) })) %}',
        Next: 'Choose',
      },
      Choose: { Type: 'Choice', Choices: [{ Variable: '$v', StringEqualsPath: '$w.x', Next: 'None' }] },
      None: { Type: 'Succeed' },
    },
  })

  expect(variableReferences(machine)).toEqual({
    Path: ['a', 'b', 'e'],
    Query: ['free', 'limit', 'list'],
    Choose: ['v', 'w'],
  })
})

test.each([
  ['$a.b^(>$c)', ['a', 'c']],
  ['a{$k: $v}', ['k', 'v']],
  ['{ $k: [$v] }', ['k', 'v']],
  ['a ~> |b|{ "c": $m }, [$d]|', ['d', 'm']],
  ['a.b@$o.c#$i[$i = $z and $o]', ['z']],
  ['$f(?, $y)', ['f', 'y']],
])('%s reads %j', (expression, names) => {
  const state = { Type: 'Succeed', Output: `{% ${expression} %}` }
  const machine = parseMachine({ QueryLanguage: 'JSONata', StartAt: 'State', States: { State: state } })
  expect(variableReferences(machine)).toEqual({ State: names })
})
