import { expect, test } from '@jest/globals'
import { parseMachine, type State } from '../../definition.ts'
import { type StateThread, Transition } from '../../execution/transition.ts'
import type { Json } from '../../json.ts'
import { startChoice } from '../../states/choice.ts'
import { startFail } from '../../states/fail.ts'
import { startPass } from '../../states/pass.ts'
import { startWait } from '../../states/wait.ts'
import { freshRun, START } from '../simulation.ts'

/** A thread that has just entered a state of this definition, without an interpreter that would act on its outcome. */
function entered<T extends State['Type']>(definition: { Type: T; [field: string]: Json }, input: Json) {
  const machine = parseMachine({ StartAt: 'State', States: { State: definition } })
  const t = new Transition(machine, freshRun(input), START)
  t.root.branch.state = {
    name: 'State',
    enteredAt: START,
    enteredEventId: 2,
    input,
    retryCount: 0,
    retriersUsed: [],
    status: { type: 'Starting' },
  }
  return { t, thread: t.inState(t.root) as StateThread<Extract<State, { Type: T }>> }
}

test('a Pass state leaves with its result', () => {
  const { t, thread } = entered({ Type: 'Pass', Result: 1, ResultPath: '$.one', End: true }, { a: 2 })
  expect(startPass(t, thread)).toEqual({ type: 'Leave', output: { output: { a: 2, one: 1 } } })
  expect(t.history).toEqual([])
})

test('a Choice state leaves for the state of the rule that holds', () => {
  const rule = { Variable: '$.n', NumericEquals: 1, Next: 'One' }
  const { t, thread } = entered({ Type: 'Choice', Choices: [rule], Default: 'Other' }, { n: 1 })
  expect(startChoice(t, thread)).toEqual({ type: 'Leave', output: { output: { n: 1 } }, next: 'One' })
})

test('a Fail state fails', () => {
  const { t, thread } = entered({ Type: 'Fail', Error: 'E', Cause: 'because' }, {})
  expect(startFail(t, thread)).toEqual({ type: 'Fail', failure: { error: 'E', cause: 'because' } })
})

test('a Wait state waits for the timer that it started', () => {
  const { t, thread } = entered({ Type: 'Wait', Seconds: 2, End: true }, {})
  expect(startWait(t, thread)).toEqual({ type: 'Wait' })
  expect(t.effects).toEqual([{ type: 'StartTimer', timer: ':1', at: START + 2000 }])
})
