import fc from 'fast-check'
import type { RunTask } from '../effects.ts'
import type { Json, JsonObject } from '../json.ts'
import type { Answer } from './simulation.ts'

const ERRORS = ['A', 'B', 'States.ALL', 'States.Timeout', 'States.TaskFailed']
const VALUES: fc.Arbitrary<Json> = fc.constantFrom<Json[]>(null, 0, 1.5, 'x', true, [1, 2, 3], [], {
  list: [1, 2],
  n: 1,
})

type Following = { Next: string } | { End: true }

const retry = fc.array(
  fc.record({
    ErrorEquals: fc.constantFrom(...ERRORS).map((error) => [error]),
    MaxAttempts: fc.nat(2),
    IntervalSeconds: fc.integer({ min: 1, max: 3 }),
    JitterStrategy: fc.constantFrom('FULL', 'NONE'),
  }),
  { maxLength: 2 },
)

function catchers(names: string[]): fc.Arbitrary<Json> {
  if (names.length === 0) return fc.constant([])
  return fc.array(
    fc.record({
      ErrorEquals: fc.constantFrom(...ERRORS).map((error) => [error]),
      Next: fc.constantFrom(...names),
      ResultPath: fc.constantFrom('$', '$.error', null),
    }),
    { maxLength: 1 },
  )
}

/** The states that a state may go to: only those after it, unless the machine may loop. */
function reachable(names: string[], index: number, loops: boolean): string[] {
  return loops ? names : names.slice(index + 1)
}

function following(names: string[]): fc.Arbitrary<Following> {
  const end = fc.constant<Following>({ End: true })
  if (names.length === 0) return end
  const next = fc.constantFrom(...names).map((Next) => ({ Next }))
  return fc.oneof({ weight: 5, arbitrary: next }, { weight: 1, arbitrary: end })
}

function state(all: string[], index: number, depth: number, prefix: string): fc.Arbitrary<JsonObject> {
  const names = reachable(all, index, depth === LOOPING)
  const go = following(names)
  const and = (fields: fc.Arbitrary<JsonObject>) => fc.tuple(fields, go).map(([some, next]) => ({ ...some, ...next }))
  const leaves: fc.Arbitrary<JsonObject>[] = [
    and(fc.record({ Type: fc.constant('Pass'), Result: VALUES, ResultPath: fc.constantFrom('$', '$.r', null) })),
    and(
      fc.record({
        Type: fc.constant('Pass'),
        Parameters: fc.constantFrom<Json[]>({ 'a.$': '$' }, { 'u.$': 'States.UUID()' }),
      }),
    ),
    and(fc.record({ Type: fc.constant('Wait'), Seconds: fc.nat(5) })),
    and(
      fc.record({
        Type: fc.constant('Task'),
        Resource: fc.constantFrom(
          'arn:aws:lambda:us-east-1:000000000000:function:f',
          'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
          'arn:aws:states:us-east-1:000000000000:activity:a',
        ),
        TimeoutSeconds: fc.constantFrom(5, 50),
        Retry: retry,
        Catch: catchers(names),
      }),
    ),
    ...(names.length === 0 ? [] : [choice(names)]),
    fc.constant({ Type: 'Succeed' }),
    fc.record({ Type: fc.constant('Fail'), Error: fc.constantFrom('A', 'B') }),
  ]
  if (depth <= 0) return fc.oneof(...leaves)
  const inner = (name: string) => machine(depth - 1, `${prefix}${index}${name}`)
  return fc.oneof(
    ...leaves,
    and(
      fc.record({
        Type: fc.constant('Parallel'),
        Branches: fc.tuple(inner('a'), inner('b')).map((branches): Json => branches),
        Retry: retry,
        Catch: catchers(names),
      }),
    ),
    and(
      fc.record({
        Type: fc.constant('Map'),
        ItemsPath: fc.constantFrom('$', '$.list'),
        MaxConcurrency: fc.nat(2),
        ItemProcessor: fc
          .tuple(inner('i'), fc.constantFrom('INLINE', 'INLINE', 'DISTRIBUTED'))
          .map(([processor, Mode]): Json => ({ ...processor, ProcessorConfig: { Mode, ExecutionType: 'STANDARD' } })),
        Retry: retry,
        Catch: catchers(names),
      }),
    ),
  )
}

function choice(names: string[]): fc.Arbitrary<JsonObject> {
  const next = fc.constantFrom(...names)
  return fc.record({
    Type: fc.constant('Choice'),
    Choices: next.map((Next): Json => [{ Variable: '$.n', IsPresent: true, Next }]),
    Default: next,
  })
}

/** As a depth: one level, whose states may go anywhere, so that many machines loop. */
export const LOOPING = -1

/** State machines of up to four states on each of up to `depth` + 1 levels. */
export function machine(depth: number, prefix = 's'): fc.Arbitrary<JsonObject> {
  return fc.integer({ min: 1, max: 4 }).chain((size) => {
    const names = Array.from({ length: size }, (_, index) => `${prefix}${index}`)
    return fc.tuple(...names.map((_, index) => state(names, index, depth, prefix))).map((states) => ({
      StartAt: names[0] ?? '',
      States: Object.fromEntries(states.map((s, i) => [names[i] ?? '', s])),
    }))
  })
}

/** Answers that depend only on the task: it succeeds, fails or hangs, with or without having been submitted. */
export function answerBy(luck: number) {
  return ({ task, state: name, resource }: RunTask): Answer | undefined => {
    let dice = luck
    for (const char of task + name) dice = (Math.imul(dice, 31) + char.charCodeAt(0)) >>> 0
    const submitted = resource.type === 'service' ? { submitted: { id: 1 } } : {}
    switch (dice % 8) {
      case 0:
        return undefined
      case 1:
        return { ...submitted, error: 'A', cause: 'bad luck' }
      case 2:
        return { ...submitted, error: 'B' }
      default:
        return { ...submitted, output: { n: dice % 5, list: [1, 2, 3] } }
    }
  }
}
