import { expect, test } from '@jest/globals'
import { schedule } from '../../../services/events/schedule-expression.ts'

const at = (text: string) => Date.parse(text)
const next = (expression: string, after: string, anchor = after) => {
  const due = schedule(expression)(at(after), at(anchor))
  return due === undefined ? undefined : new Date(due).toISOString()
}

test.each([
  ['rate(5 minutes)', '2026-01-01T00:00:00.000Z', '2026-01-01T00:05:00.000Z'],
  ['rate(1 minute)', '2026-01-01T00:00:00.000Z', '2026-01-01T00:01:00.000Z'],
  ['rate(1 hour)', '2026-01-01T00:00:00.000Z', '2026-01-01T01:00:00.000Z'],
  ['rate(2 days)', '2026-01-01T00:00:00.000Z', '2026-01-03T00:00:00.000Z'],
  ['cron(0 12 * * ? *)', '2026-01-01T12:00:00.000Z', '2026-01-02T12:00:00.000Z'],
  ['cron(15 10 ? * 6L 2026-2030)', '2026-01-01T00:00:00.000Z', '2026-01-30T10:15:00.000Z'],
  ['cron(0/15 8-9 ? * MON-FRI *)', '2026-01-02T09:45:00.000Z', '2026-01-05T08:00:00.000Z'],
  ['cron(0 8 1 * ? *)', '2026-01-15T00:00:00.000Z', '2026-02-01T08:00:00.000Z'],
  ['cron(0 8 L * ? *)', '2026-02-15T00:00:00.000Z', '2026-02-28T08:00:00.000Z'],
  ['cron(0 8 ? * 1 *)', '2026-01-01T00:00:00.000Z', '2026-01-04T08:00:00.000Z'],
  ['cron(0 8 ? * 2#1 *)', '2026-01-06T00:00:00.000Z', '2026-02-02T08:00:00.000Z'],
  ['cron(0 8 1 1 ? 2020)', '2026-01-06T00:00:00.000Z', undefined],
])('%s after %s is due at %s', (expression, after, due) => {
  expect(next(expression, after)).toBe(due)
})

test('a rate counts from when it fired last', () => {
  expect(next('rate(5 minutes)', '2026-01-01T00:02:00Z', '2026-01-01T00:00:00Z')).toBe('2026-01-01T00:05:00.000Z')
  expect(next('rate(5 minutes)', '2026-01-01T01:02:00Z', '2026-01-01T00:00:00Z')).toBe('2026-01-01T01:05:00.000Z')
  expect(next('rate(5 minutes)', '2026-01-01T00:02:00Z', '2026-01-01T00:04:00Z')).toBe('2026-01-01T00:04:00.000Z')
})

test.each([
  'rate(5 minute)',
  'rate(1 minutes)',
  'rate(0 minutes)',
  'rate(5 seconds)',
  'cron(0 12 * * * *)',
  'cron(0 12 ? * ? *)',
  'cron(0 12 * * ?)',
  'cron(99 12 * * ? *)',
  'every(5 minutes)',
])('%s is refused', (expression) => {
  expect(() => schedule(expression)).toThrow('Parameter ScheduleExpression is not valid.')
})
