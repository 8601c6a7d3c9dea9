import { expect, test } from '@jest/globals'
import {
  edgesTaken,
  failure,
  follow,
  type HistoryEvent,
  type Machine,
  nodeProgress,
  observedDefinition,
  parseHistory,
  progress,
  stateData,
  taskToken,
  timeline,
  visitsIn,
} from '../index.ts'
import { events, machine, mapped, retried } from './support/recorded.ts'

/** How it stands with each state, and the ways taken. */
function coloured({ definition, history }: { definition: Machine; history: HistoryEvent[] }, iterations = {}) {
  const seen = progress(definition, history)
  const visits = visitsIn(seen, iterations)
  const nodes = [...nodeProgress(visits, seen.to ?? 0)].map(
    ([name, { status, attempts, durationMs }]) => `${name} ${status} ×${attempts} ${durationMs} ms`,
  )
  const taken = [...edgesTaken(seen, visits)].map((edge) => edge.replaceAll('\u0000', '').replace('\u0001', ' → '))
  return [...nodes, ...taken]
}

test('a state that was tried again has its attempts, and the way stops where it failed', () => {
  expect(coloured(retried)).toEqual(['a SUCCEEDED ×0 10 ms', 'b FAILED ×2 1020 ms', 'start → a', 'a → b'])
})

test('of all iterations together a state shows the worst, of one iteration its own', () => {
  expect(coloured(mapped)).toEqual([
    'each CAUGHT ×1 9 ms',
    'read SUCCEEDED ×0 2 ms',
    'check FAILED ×1 11 ms',
    'sorry FAILED ×0 0 ms',
    'start → each',
    'read → check',
    'each → sorry',
  ])
  expect(coloured(mapped, { 2: 0 }).slice(1, 3)).toEqual(['read SUCCEEDED ×0 1 ms', 'check ABORTED ×1 6 ms'])
})

test('a history that is cut off still runs', () => {
  const { status, visits } = progress(retried.definition, retried.history.slice(0, 5))

  expect(status).toBe('RUNNING')
  expect(visits.map((visit) => [visit.name, visit.status])).toEqual([
    ['a', 'SUCCEEDED'],
    ['b', 'RUNNING'],
  ])
})

test('a redrive goes on in the visit that failed', () => {
  const at = (retried.history.at(-1)?.at ?? 0) - 1_700_000_000_000
  const again = events([
    [at, 'ExecutionRedriven', { redriveCount: 1 }, 11],
    [at, 'TaskScheduled', { resource: 'invoke' }],
    [at + 5, 'TaskSucceeded', { output: '2' }],
    [at + 5, 'TaskStateExited', { name: 'b', output: '2' }],
    [at + 5, 'SucceedStateEntered', { name: 'c', input: '2' }],
    [at + 5, 'SucceedStateExited', { name: 'c', output: '2' }],
    [at + 5, 'ExecutionSucceeded', { output: '2' }],
  ]).map((event) => ({
    ...event,
    id: event.id + 11,
    previousEventId: event.previousEventId + (event.id === 1 ? 0 : 11),
  }))

  expect(coloured({ ...retried, history: [...retried.history, ...again] })).toEqual([
    'a SUCCEEDED ×0 10 ms',
    'b SUCCEEDED ×3 1025 ms',
    'c SUCCEEDED ×0 0 ms',
    'start → a',
    'a → b',
    'b → c',
    'c → end',
  ])
})

test('branches of a Parallel state do not lead to each other', () => {
  const branch = (name: string) => ({
    StartAt: `${name}1`,
    States: { [`${name}1`]: { Type: 'Pass', Next: `${name}2` }, [`${name}2`]: { Type: 'Pass', End: true } },
  })
  const definition = machine({
    StartAt: 'both',
    States: { both: { Type: 'Parallel', Branches: [branch('a'), branch('b')], End: true } },
  })
  const history = events([
    [0, 'ExecutionStarted', { input: '{}' }],
    [0, 'ParallelStateEntered', { name: 'both', input: '{}' }],
    [0, 'ParallelStateStarted'],
    [0, 'PassStateEntered', { name: 'a1', input: '{}' }, 3],
    [0, 'PassStateEntered', { name: 'b1', input: '{}' }, 3],
    [0, 'PassStateExited', { name: 'b1', output: '{}' }, 5],
    [0, 'PassStateExited', { name: 'a1', output: '{}' }, 4],
    [0, 'PassStateEntered', { name: 'a2', input: '{}' }, 7],
    [0, 'PassStateEntered', { name: 'b2', input: '{}' }, 6],
  ])

  expect(coloured({ definition, history }).filter((line) => line.includes('→'))).toEqual([
    'start → both',
    'a1 → a2',
    'b1 → b2',
  ])
})

test('waits between attempts are waits, and a short one is not folded', () => {
  const seen = progress(retried.definition, retried.history)
  const { rows, folds, ticks } = timeline(seen, seen.visits, 0)

  expect(rows.map(({ visit, bars }) => [visit.name, bars.map(({ kind }) => kind)])).toEqual([
    ['a', ['SUCCEEDED']],
    ['b', ['FAILED', 'WAITING', 'FAILED']],
  ])
  expect(folds).toEqual([])
  expect(ticks.map(({ ms }) => ms)).toEqual([0, 500, 1000])
})

test('a night of waiting leaves room for what was done', () => {
  const definition = machine({
    StartAt: 'w',
    States: { w: { Type: 'Wait', Seconds: 28800, Next: 'x' }, x: { Type: 'Pass', End: true } },
  })
  const history = events([
    [0, 'ExecutionStarted', { input: '{}' }],
    [0, 'WaitStateEntered', { name: 'w', input: '{}' }],
    [28_800_000, 'WaitStateExited', { name: 'w', output: '{}' }],
    [28_800_000, 'PassStateEntered', { name: 'x', input: '{}' }],
    [28_800_100, 'PassStateExited', { name: 'x', output: '{}' }],
    [28_800_100, 'ExecutionSucceeded', { output: '{}' }],
  ])
  const seen = progress(definition, history)
  const { rows, folds } = timeline(seen, seen.visits, 0)

  expect(folds).toEqual([{ from: 0, to: 0.07, ms: 28_800_000 }])
  expect(rows[1]?.bars).toEqual([{ from: 0.07, to: 1, kind: 'SUCCEEDED' }])
})

test('a failure says which state, which attempt, what was thrown, and what to do', () => {
  expect(failure(progress(retried.definition, retried.history))).toMatchObject({
    state: 'b',
    attempts: 2,
    error: 'TypeError',
    message: 'n is no string',
    advice: expect.stringMatching(/^It was tried 2 times/),
    statement: undefined,
  })
})

test('a Map that failed names the state inside of it, and the item', () => {
  const { history, definition } = mapped
  const uncaught = [
    ...history.slice(0, 18),
    ...events([[9, 'ExecutionFailed', { error: 'Bad', cause: 'item 2' }]]).map((event) => ({
      ...event,
      id: 19,
      previousEventId: 18,
    })),
  ]

  expect(failure(progress(definition, uncaught))).toMatchObject({ state: 'check', index: 1, error: 'Bad' })
})

test('a token that is waited for is found where the definition put it', () => {
  const Parameters = { QueueUrl: 'q', MessageBody: { 'token.$': '$$.Task.Token' } }
  const definition = machine({
    StartAt: 'ask',
    States: {
      ask: { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken', Parameters, End: true },
    },
  })
  const history = events([
    [0, 'ExecutionStarted', { input: '{}' }],
    [0, 'TaskStateEntered', { name: 'ask', input: '{}' }],
    [0, 'TaskScheduled', { parameters: '{"QueueUrl":"q","MessageBody":{"token":"AQCk"}}' }],
    [0, 'TaskStarted'],
    [0, 'TaskSubmitted', { output: '{}' }],
    [9, 'TaskSucceeded', { output: '{}' }],
  ])
  const token = (until: number) => {
    const [visit] = progress(definition, history.slice(0, until)).visits
    return visit && taskToken(definition.States.ask, visit)
  }

  expect([token(5), token(6)]).toEqual(['AQCk', undefined])
})

test('a history without its definition is drawn by what it tells', () => {
  const seen = observedDefinition(mapped.history)

  expect(seen).toEqual({
    StartAt: 'each',
    States: {
      each: {
        Type: 'Map',
        Next: 'sorry',
        ItemProcessor: {
          StartAt: 'read',
          States: { read: { Type: 'Pass', Next: 'check' }, check: { Type: 'Task', End: true } },
        },
      },
      sorry: { Type: 'Fail', End: true },
    },
  })
})

test('a denied permission comes with the statement that would allow it', () => {
  const cause =
    'User: arn:aws:sts::1:assumed-role/r/s is not authorized to perform: sqs:SendMessage on resource: arn:aws:sqs:us-east-1:1:q because no identity-based policy allows it'
  const history = [
    ...retried.history.slice(0, 6),
    ...events([
      [20, 'TaskFailed', { error: 'SQS.AccessDenied', cause }, 6],
      [20, 'ExecutionFailed', { error: 'SQS.AccessDenied', cause }, 7],
    ]).map((event) => ({ ...event, id: event.id + 6 })),
  ]

  expect(failure(progress(retried.definition, history))).toMatchObject({
    advice: 'Add this statement to the role r, then redrive.',
    statement: '{\n  "Effect": "Allow",\n  "Action": "sqs:SendMessage",\n  "Resource": "arn:aws:sqs:us-east-1:1:q"\n}',
  })
})

test('the data of a state is shown in the order in which it flows, with what made it so', () => {
  const { visits } = progress(retried.definition, retried.history)
  const [a, b] = visits
  if (!a || !b) throw new Error('a state is missing')

  expect(stateData({ Type: 'Pass', ResultPath: '$.r' }, a, undefined)).toEqual([
    { name: 'Input', text: '{}', madeBy: {} },
    { name: 'Output', text: '{"n":1}', madeBy: { ResultPath: '$.r' } },
  ])
  expect(stateData({ Type: 'Task', Arguments: { x: 1 } }, b, b.attempts[0])).toEqual([
    { name: 'Input', text: '{"n":1}', madeBy: {} },
    { name: 'Request', text: '{"FunctionName":"f"}', madeBy: { Arguments: { x: 1 } } },
  ])
})

test('a history from the AWS CLI is read, whatever way it writes times', () => {
  const event = { id: 1, previousEventId: 0, type: 'ExecutionStarted' }
  const read = (timestamp: unknown) => parseHistory({ events: [{ ...event, timestamp }] })[0]?.at

  expect(read('2026-01-02T03:04:05.006000+00:00')).toBe(1_767_323_045_006)
  expect(read(1_767_323_045.006)).toBe(1_767_323_045_006)
  expect(() => parseHistory({ events: [{ id: 1 }] })).toThrow(/events|0\.type/)
})

test('a history that grows is followed to the same end as one that is read at once', () => {
  const take = follow(retried.definition)
  for (const event of retried.history) take([event])

  expect(take([])).toEqual(progress(retried.definition, retried.history))
})
