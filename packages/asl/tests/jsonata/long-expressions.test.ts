import { expect, test } from '@jest/globals'
import { advance } from '../../advance.ts'
import { parseMachine } from '../../definition.ts'
import { Expressions, evaluateLong, TakesLong } from '../../jsonata/long-expressions.ts'
import { newRun } from '../../run.ts'

const machineOf = (Output: string) =>
  parseMachine({ QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { Type: 'Pass', Output, End: true } } })

const newOne = () =>
  newRun({
    executionArn: 'arn:aws:states:us-east-1:000000000000:execution:m:x',
    name: 'x',
    stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:m',
    roleArn: 'arn:aws:iam::000000000000:role/r',
    type: 'STANDARD',
    input: { n: 2 },
    startedAt: 0,
    seed: 'seed',
  })

const event = { type: 'ExecutionStarted', at: 0 } as const
const long = '{% ($first := $random(); $list := $range(1, 200000, 1); [$first, $random(), $states.input.n]) %}'

function thrownBy(run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    return error
  }
}

test('an expression that takes long is left to whoever advances, who gives its result, and records it with the event', () => {
  const machine = machineOf(long)
  const [atOnce] = advance(machine, newOne(), event)
  const expressions = new Expressions()

  const thrown = thrownBy(() => advance(machine, newOne(), event, { expressions }))
  expect(thrown).toBeInstanceOf(TakesLong)
  const { expression } = thrown as TakesLong
  if (!expression) throw new Error('no expression')
  expect(expression).toMatchObject({ position: 0, states: { input: { n: 2 } }, variables: {} })
  // It goes to another thread, and its result into a journal.
  const evaluated = evaluateLong(structuredClone(expression))
  expressions.know(expression.position, JSON.parse(JSON.stringify(evaluated)))
  const [later] = advance(machine, newOne(), event, { expressions })

  expect(later).toEqual(atOnce)
  expect(later.result).toMatchObject({ status: 'SUCCEEDED', output: [expect.any(Number), expect.any(Number), 2] })
  const [replayed] = advance(machine, newOne(), { ...event, evaluated: expressions.elsewhere })
  expect(replayed).toEqual(atOnce)
})

test('what is recorded with an event is what its expression resulted in, whatever it would be now', () => {
  const evaluated = [[0, { answer: { type: 'value', value: 'recorded' }, random: [1, 2, 3, 4] }]] as const

  const [run] = advance(machineOf(long), newOne(), { ...event, evaluated })

  expect(run).toMatchObject({ result: { status: 'SUCCEEDED', output: 'recorded' }, random: [1, 2, 3, 4] })
})

test('an endless match is left to others, too', () => {
  const machine = machineOf("{% $contains('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', /^(a+)+$/) %}")

  expect(() => advance(machine, newOne(), event, { expressions: new Expressions() })).toThrow(TakesLong)
})
