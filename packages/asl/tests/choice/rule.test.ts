import { expect, test } from '@jest/globals'
import { ruleHolds } from '../../choice/rule.ts'
import type { JsonObject } from '../../json.ts'
import { pathScope, thrownBy } from '../scopes.ts'

const data = {
  text: 'log-2026.txt',
  number: 5,
  yes: true,
  nothing: null,
  noon: '2026-01-01T12:00:00Z',
  alsoNoon: '2026-01-01T14:00:00.000+02:00',
  later: '2026-01-01T12:00:00.000000001Z',
  local: '2026-01-01T12:00:00',
}

const holds = (rule: JsonObject) => ruleHolds(rule, pathScope(data))

test.each<[string, JsonObject]>([
  ['StringEquals', { Variable: '$.text', StringEquals: 'log-2026.txt' }],
  ['StringGreaterThan', { Variable: '$.text', StringGreaterThan: 'log-2025' }],
  ['StringMatches *', { Variable: '$.text', StringMatches: 'log-*.txt' }],
  ['StringMatches **', { Variable: '$.text', StringMatches: '*2*6*' }],
  ['NumericEquals', { Variable: '$.number', NumericEquals: 5.0 }],
  ['NumericLessThanEqualsPath', { Variable: '$.number', NumericLessThanEqualsPath: '$.number' }],
  ['BooleanEqualsPath', { Variable: '$.yes', BooleanEqualsPath: '$.yes' }],
  ['TimestampEqualsPath', { Variable: '$.noon', TimestampEqualsPath: '$.alsoNoon' }],
  ['TimestampLessThanPath', { Variable: '$.noon', TimestampLessThanPath: '$.later' }],
  ['IsPresent', { Variable: '$.nothing', IsPresent: true }],
  ['IsPresent false', { Variable: '$.no.such', IsPresent: false }],
  ['IsNull', { Variable: '$.nothing', IsNull: true }],
  ['IsTimestamp', { Variable: '$.noon', IsTimestamp: true }],
  ['IsTimestamp false', { Variable: '$.local', IsTimestamp: false }],
  ['IsNumeric false', { Variable: '$.nothing', IsNumeric: false }],
  ['Not', { Not: { Variable: '$.number', NumericEquals: 6 } }],
  [
    'And',
    {
      And: [
        { Variable: '$.yes', BooleanEquals: true },
        { Variable: '$name', StringEquals: 'Ada' },
      ],
    },
  ],
  [
    'Or',
    {
      Or: [
        { Variable: '$.yes', BooleanEquals: false },
        { Variable: '$.number', NumericLessThan: 6 },
      ],
    },
  ],
])('%s holds', (_, rule) => {
  expect(holds(rule)).toBe(true)
})

test.each<[string, JsonObject]>([
  ['a number is no string', { Variable: '$.number', StringEquals: '5' }],
  ['a string is no number', { Variable: '$.text', NumericGreaterThan: 0 }],
  ['a local time is no timestamp', { Variable: '$.local', TimestampEquals: '2026-01-01T12:00:00Z' }],
  ['an escaped star is a star', { Variable: '$.text', StringMatches: 'log-\\*.txt' }],
  ['parts of a pattern may not overlap', { Variable: '$.text', StringMatches: 'log-2026*2026.txt' }],
  [
    'one of two is not both',
    {
      And: [
        { Variable: '$.yes', BooleanEquals: true },
        { Variable: '$.yes', IsNull: true },
      ],
    },
  ],
])('%s', (_, rule) => {
  expect(holds(rule)).toBe(false)
})

test('a variable that is not there is an error, except for IsPresent', () => {
  const message = "Invalid path '$.no': The choice state's condition path references an invalid value."
  expect(thrownBy(() => holds({ Variable: '$.no', IsNull: true }))).toMatchObject({ error: 'States.Runtime', message })
  expect(thrownBy(() => holds({ Variable: '$.text', StringEqualsPath: '$.no' }))).toMatchObject({ message })
})
