import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { advance } from '../advance.ts'
import { type Machine, parseMachine } from '../definition.ts'
import type { Effect } from '../effects.ts'
import type { EngineEvent } from '../events.ts'
import type { HistoryEvent } from '../history.ts'
import { outstanding } from '../outstanding.ts'
import type { Run } from '../run.ts'
import { answerBy, LOOPING, machine } from './random-machines.ts'
import { freshRun, START, simulate, type World } from './simulation.ts'

/** More find more, and take longer. */
const RUNS = 100

const INPUTS = fc.constantFrom([1, 2, 3], { list: [1, 2, 3, 4] }, {}, 'text')
const anything = fc.record({ definition: machine(2), input: INPUTS, luck: fc.nat() })
const looping = fc.record({ definition: machine(LOOPING), input: INPUTS, luck: fc.nat() })

function prepare({ definition, input, luck }: { definition: unknown; input: World['input']; luck: number }) {
  return { machine: parseMachine(definition), world: { input, answer: answerBy(luck) } }
}

function replay(of: Machine, start: Run, events: EngineEvent[]): { run: Run; history: HistoryEvent[] } {
  let run = start
  const history: HistoryEvent[] = []
  for (const event of events) {
    const [next, , added] = advance(of, run, event)
    run = next
    history.push(...added)
  }
  return { run, history }
}

function copy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}

test('any machine with any input ends, or waits for a task that never answers', () => {
  fc.assert(
    fc.property(anything, (sample) => {
      const { machine, world } = prepare(sample)
      const { run } = simulate(machine, world)
      if (run.result) expect(outstanding(run)).toEqual([])
      else expect(outstanding(run).some((effect) => effect.type === 'RunTask')).toBe(true)
    }),
    { numRuns: RUNS },
  )
})

test('a machine that loops ends by its 25,000th event, or waits for a task that never answers', () => {
  fc.assert(
    fc.property(looping, (sample) => {
      const { machine, world } = prepare(sample)
      const { run } = simulate(machine, world)
      expect(run.lastEventId).toBeLessThanOrEqual(25_000)
      expect(run.result !== undefined || outstanding(run).some((effect) => effect.type === 'RunTask')).toBe(true)
    }),
    { numRuns: 20 },
  )
})

test('a history counts its events without a gap, each after one that was before it, and ends with the execution', () => {
  fc.assert(
    fc.property(anything, (sample) => {
      const { machine, world } = prepare(sample)
      const { run, history } = simulate(machine, world)
      expect(history.map(({ id }) => id)).toEqual(history.map((_, index) => index + 1))
      expect(history.filter(({ id, previousEventId }) => previousEventId >= id)).toEqual([])
      expect(history.length).toBeLessThanOrEqual(25_000)
      const ends = history.filter(({ type }) => /^Execution(Succeeded|Failed|TimedOut|Aborted)$/.test(type))
      expect(ends).toEqual(run.result ? history.slice(-1) : [])
    }),
    { numRuns: RUNS },
  )
})

test('advance gives the same for the same, and leaves the run that it is given as it was', () => {
  fc.assert(
    fc.property(anything, (sample) => {
      const { machine, world } = prepare(sample)
      const { start, journal } = simulate(machine, world)
      let run = start
      for (const { event } of journal.slice(0, 40)) {
        const before = JSON.stringify(run)
        const once = advance(machine, run, event)
        expect(JSON.stringify(run)).toBe(before)
        expect(advance(machine, run, event)).toEqual(once)
        run = once[0]
      }
    }),
    { numRuns: RUNS },
  )
})

test('a run cut at any event and replayed from its stored journal goes on as if it had not been cut', () => {
  fc.assert(
    fc.property(anything, fc.double({ min: 0, max: 1, noNaN: true }), (sample, share) => {
      const { machine, world } = prepare(sample)
      const { start, run, journal, history } = simulate(machine, world)
      const events = journal.map(({ event }) => event)
      const cut = Math.floor(share * events.length)
      const before = replay(parseMachine(copy(sample.definition)), copy(start), copy(events.slice(0, cut)))
      const after = replay(machine, copy(before.run), events.slice(cut))
      expect(copy(after.run)).toEqual(copy(run))
      expect([...before.history, ...after.history]).toEqual(history)
    }),
    { numRuns: RUNS },
  )
})

test('outstanding names just those effects that were asked for and neither answered nor taken back', () => {
  fc.assert(
    fc.property(anything, fc.double({ min: 0, max: 1, noNaN: true }), (sample, share) => {
      const { machine, world } = prepare(sample)
      const { start, journal } = simulate(machine, world)
      const open = new Map<string, Effect>()
      let run = start
      for (const { event } of journal.slice(0, Math.ceil(share * journal.length))) {
        const [next, effects] = advance(machine, run, event)
        settle(open, event)
        for (const effect of effects) keep(open, effect)
        run = next
      }
      expect(outstanding(run).map(nameOf).sort()).toEqual([...open.keys()].sort())
    }),
    { numRuns: RUNS },
  )
})

test('an execution that is stopped, whenever that is, and redriven comes to an end as well', () => {
  fc.assert(
    fc.property(anything, (sample) => {
      const { machine, world } = prepare(sample)
      const twice: EngineEvent[] = [
        { type: 'StopRequested', at: START },
        { type: 'Redriven', at: START },
        { type: 'StopRequested', at: START },
      ]
      const { run, history } = simulate(machine, { ...world, finally: twice })
      expect(run.result).toBeDefined()
      expect(history.map(({ id }) => id)).toEqual(history.map((_, index) => index + 1))
    }),
    { numRuns: RUNS },
  )
})

test('late answers change nothing', () => {
  const waits = parseMachine({ StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 5, End: true } } })
  const [run] = advance(waits, freshRun({}), { type: 'ExecutionStarted', at: START })
  const late: EngineEvent = { type: 'TaskSucceeded', at: START, task: '3.1:7', output: 1 }
  expect(advance(waits, run, late)).toEqual([run, [], []])
})

function nameOf(effect: Effect): string {
  if (effect.type === 'StartTimer') return `timer ${effect.timer}`
  if (effect.type === 'StartMapRun') return `map run ${effect.mapRunArn}`
  return 'task' in effect ? `task ${effect.task}` : effect.type
}

function keep(open: Map<string, Effect>, effect: Effect): void {
  switch (effect.type) {
    case 'CancelTask':
    case 'StopChild':
      open.delete(`task ${effect.task}`)
      return
    case 'CancelTimer':
      open.delete(`timer ${effect.timer}`)
      return
    case 'EndMapRun':
      open.delete(`map run ${effect.mapRunArn}`)
      return
    case 'EndExecution':
      return
    default:
      open.set(nameOf(effect), effect)
  }
}

function settle(open: Map<string, Effect>, event: EngineEvent): void {
  if (event.type === 'TimerFired') open.delete(`timer ${event.timer}`)
  if (['TaskSucceeded', 'TaskFailed', 'ItemsRead', 'ChildEnded'].includes(event.type) && 'task' in event) {
    open.delete(`task ${event.task}`)
  }
}
