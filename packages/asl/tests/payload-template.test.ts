import { expect, test } from '@jest/globals'
import { fillTemplate } from '../payload-template.ts'
import { pathScope, thrownBy } from './scopes.ts'

test('fields whose name ends in .$ get their value, however deep; everything else stays', () => {
  const template = {
    'a.$': '$.x',
    plain: '$.x',
    list: ['$.x', { 'b.$': 'States.Array($.x)' }],
    deep: { 'name.$': '$$.Execution.Name', 'variable.$': '$name' },
  }

  expect(fillTemplate(template, pathScope({ x: 1 }))).toEqual({
    a: 1,
    plain: '$.x',
    list: ['$.x', { b: [1] }],
    deep: { name: 'run-1', variable: 'Ada' },
  })
})

test('a path that leads nowhere names the field and what was searched', () => {
  expect(thrownBy(() => fillTemplate({ in: { 'value.$': '$.a.b' } }, pathScope({ x: 1 })))).toMatchObject({
    error: 'States.Runtime',
    message: `The JSONPath '$.a.b' specified for the field 'value.$' could not be found in the input '{"x":1}'`,
  })
  expect(thrownBy(() => fillTemplate({ 'value.$': '$$.Nope' }, pathScope({})))).toMatchObject({
    message:
      `The JSONPath '$$.Nope' specified for the field 'value.$' could not be found in the input ` +
      `'{"Execution":{"Name":"run-1","Input":{"limit":3}}}'`,
  })
})
