import { expect, test } from '@jest/globals'
import type { HistoryEvent } from '@sfs3/asl'
import { failedExecution } from '../../problems/failed-execution.ts'
import { withoutData } from '../../problems/without-data.ts'

const executionArn = 'arn:aws:states:us-east-1:000000000000:execution:toy-dev-refund:tx-1'
const around = { serviceDir: '/toy', awsUrl: 'http://127.0.0.1:4566', consoleUrl: 'http://127.0.0.1:4567' }

/** Each event follows the one before it. */
const historyOf = (...events: [type: string, details?: Record<string, string>][]): HistoryEvent[] =>
  events
    .map(([type, details], index) => ({
      ...{ id: index + 1, previousEventId: index, timestamp: 0, type },
      ...(details && { details }),
    }))
    .reverse()

const cause = JSON.stringify({
  errorType: 'TypeError',
  errorMessage: "Cannot read properties of undefined (reading 'amount')",
  trace: [
    "TypeError: Cannot read properties of undefined (reading 'amount')",
    '    at run (/toy/steps/refund/pay.ts:12:30)',
    '    at stepOf (/toy/src/step.ts:70:34)',
    '    at next (/toy/node_modules/zod/index.js:1:1)',
    '    at /toy/src/on-lambda.ts:33:24',
  ],
})
const entered: [string, Record<string, string>] = ['TaskStateEntered', { name: 'pay' }]
const failed: [string, Record<string, string>] = ['LambdaFunctionFailed', { error: 'TypeError', cause }]
const attempt: [string] = ['LambdaFunctionScheduled']

test('an uncaught error: the state, the attempt, the reason, where in TypeScript, and what to look at', () => {
  const history = historyOf(['ExecutionStarted'], entered, attempt, failed, attempt, failed, ['ExecutionFailed'])

  expect(failedExecution({ executionArn, status: 'FAILED', error: 'TypeError', cause, history }, around)).toBe(
    `toy-dev-refund FAILED in pay, attempt 2
  error    TypeError: Cannot read properties of undefined (reading 'amount')
  at       steps/refund/pay.ts:12:30
           src/step.ts:70:34
           src/on-lambda.ts:33:24
  console  http://127.0.0.1:4567/executions/arn%3Aaws%3Astates%3Aus-east-1%3A000000000000%3Aexecution%3Atoy-dev-refund%3Atx-1
  history  aws stepfunctions get-execution-history --endpoint-url http://127.0.0.1:4566 --reverse-order --execution-arn ${executionArn}`,
  )
})

test('a Fail state: also the state whose failure led to it', () => {
  const history = historyOf(
    entered,
    attempt,
    failed,
    ['TaskStateExited', { name: 'pay' }],
    ['FailStateEntered', { name: 'void' }],
    ['ExecutionFailed'],
  )
  const block = failedExecution(
    { executionArn, status: 'FAILED', error: 'Void', cause: `Void: {"Cause":"4711"}`, history },
    { ...around, consoleUrl: undefined },
  )

  expect(block.split('\n').slice(0, 4)).toEqual([
    'toy-dev-refund FAILED in void',
    '  error    Void: Void: {…}',
    "  after    pay failed: TypeError: Cannot read properties of undefined (reading 'amount')",
    '  at       steps/refund/pay.ts:12:30',
  ])
  expect(block).not.toContain('console')
})

test('an execution whose time was up', () => {
  const history = historyOf(['WaitStateEntered', { name: 'wait' }], ['ExecutionTimedOut'])
  const block = failedExecution({ executionArn, status: 'TIMED_OUT', error: null, cause: null, history }, around)

  expect(block.split('\n').slice(0, 2)).toEqual(['toy-dev-refund TIMED_OUT in wait', '  error    States.Timeout'])
})

test.each([
  ["Cannot read properties of undefined (reading 'amount')", "Cannot read properties of undefined (reading 'amount')"],
  [
    'process data of tx-1 is not ready: check-output is missing',
    'process data of tx-1 is not ready: check-output is missing',
  ],
  [
    'Unexpected token \'J\', "John Doe, 4111111111111111" is not valid JSON',
    'Unexpected token \'J\', "…" is not valid JSON',
  ],
  [
    'The JSONPath \'$.a.b\' could not be found in the input \'{"iban":"DE02"}\'',
    "The JSONPath '$.a.b' could not be found in the input '…'",
  ],
  ['no such token AQICAHh7Zk9ub2JvZHlrbm93c3RoaXN0b2tlbg== here', 'no such token … here'],
  ['Invalid option: expected one of "low"|"high"', 'Invalid option: expected one of "low"|"high"'],
  ['not one of ["a@b.example", 12]', 'not one of […]'],
  ['first line\nsecond line', 'first line'],
  ['x'.repeat(400), `${'x'.repeat(300)}…`],
])('of %j is shown %j', (message, shown) => {
  expect(withoutData(message)).toBe(shown)
})
