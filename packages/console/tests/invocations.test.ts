import { expect, test } from '@jest/globals'
import type { Attempt, Visit } from '../index.ts'
import { invocationsOf } from '../model/invocations.ts'
import { logLine } from '../model/log-line.ts'
import type { Invocation } from '../region/answers.ts'

const visit = (facts: Partial<Visit>): Visit => ({
  ...{ id: 2, name: 'step-b', type: 'Task', scope: undefined, after: undefined, from: 1000, to: 9000 },
  ...{ status: 'FAILED', input: undefined, output: undefined, assigned: undefined },
  ...{ attempts: [], iterations: [], mapRunArn: undefined, ...facts },
})
const attempt = (from: number, to: number): Attempt => ({
  ...{ from, to, status: 'FAILED', parameters: undefined, result: undefined, error: 'E', cause: '' },
  ...{ resource: undefined, submittedAt: undefined },
})

const invocation = (requestId: string, acceptedAt: number, source: object = {}): Invocation => ({
  ...{ requestId, acceptedAt, lines: [], linesLeftOut: 0, requests: [] },
  source: { executionArn: 'e', state: 'step-b', attempt: 0, ...source },
})
const idsOf = (found: Invocation[]) => found.map(({ requestId }) => requestId)

test('an attempt has the invocations of its state and its time', () => {
  const second = attempt(5000, 6000)
  const first = attempt(1000, 1500)
  const tried = visit({ attempts: [first, second] })
  const all = [invocation('second', 5001), invocation('first', 999), invocation('other', 1100, { state: 'step-a' })]

  expect(idsOf(invocationsOf(tried, second, all))).toEqual(['second'])
  expect(idsOf(invocationsOf(tried, undefined, all))).toEqual(['first', 'second'])
  expect(idsOf(invocationsOf(visit({ from: 7000 }), undefined, all))).toEqual([])
})

test('an iteration has those of its own item', () => {
  const map = visit({ id: 1, name: 'each', type: 'Map' })
  const inside = visit({ scope: { within: map, index: 3 } })
  const inBranch = visit({ scope: { within: visit({ type: 'Parallel', scope: inside.scope }), index: undefined } })
  const all = [invocation('two', 2000, { itemIndex: 2 }), invocation('three', 2000, { itemIndex: 3 })]

  expect(idsOf(invocationsOf(inside, undefined, all))).toEqual(['three'])
  expect(idsOf(invocationsOf(inBranch, undefined, all))).toEqual(['three'])
})

test('a structured line says what it says, without what every line repeats; an error is its name and message', () => {
  expect(
    logLine(
      '{"level":"WARN","message":"did not add","function_name":"f","transactionId":"t","error":{"name":"E","message":"why","stack":"…"}}',
    ),
  ).toEqual({ level: 'WARN', message: 'did not add', facts: 'transactionId=t error=E: why' })
  expect(logLine('{"_aws":{"Timestamp":1},"Started":1}')).toEqual({ level: 'METRICS', message: '', facts: 'Started=1' })
  expect(logLine('{"not')).toEqual({ level: '', message: '{"not', facts: '' })
})
