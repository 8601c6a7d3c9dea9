import type { Json } from '@sfs3/asl'
import { advance, newRun, parseMachine, type Run } from '@sfs3/asl'
import { StateMachine } from 'aws-local-stepfunctions'

/** Counts down from `n` through three states a round. */
const COUNTDOWN = {
  StartAt: 'Decrement',
  States: {
    Decrement: { Type: 'Pass', Parameters: { 'n.$': 'States.MathAdd($.n, -1)', 'name.$': '$.name' }, Next: 'Keep' },
    Keep: { Type: 'Pass', Next: 'More' },
    More: { Type: 'Choice', Choices: [{ Variable: '$.n', NumericGreaterThan: 0, Next: 'Decrement' }], Default: 'Done' },
    Done: { Type: 'Succeed' },
  },
}
const ROUNDS = 1000
const TRANSITIONS = 3 * ROUNDS + 1

/** State transitions per second, ours with the full AWS history, theirs without any. */
export async function bench(): Promise<void> {
  const machine = parseMachine(COUNTDOWN)
  const input = { n: ROUNDS, name: 'a name' }
  const theirs = new StateMachine(COUNTDOWN as ConstructorParameters<typeof StateMachine>[0])
  const ours = await rate(async () => void advance(machine, started(input), { type: 'ExecutionStarted', at: 0 }))
  const other = await rate(async () => void (await theirs.run(input).result))
  console.log(`sfs3                     ${Math.round(ours)} transitions/s, with history`)
  console.log(`aws-local-stepfunctions  ${Math.round(other)} transitions/s, without`)
  console.log(`ratio                    ${(ours / other).toFixed(1)}`)

  console.log('\ncost of an event by the number of events before it, in a loop of one-second waits')
  for (const _ of costByHistory()); // warm
  for (const [events, microseconds] of costByHistory())
    console.log(`${String(events).padStart(6)}  ${microseconds.toFixed(2)} µs`)

  console.log('\nexecutions that wait, and what an event of one of them costs')
  for (const [open, bytes, microseconds] of waiting()) {
    const each = open < 1000 ? '' : `  ${Math.round(bytes)} bytes each`
    console.log(`${String(open).padStart(6)}  ${microseconds.toFixed(2)} µs${each}`)
  }

  const [ms, megabytes] = mapOf(10_000)
  console.log(
    `\nEXPRESS Map over 10,000 items, 40 at once: ${Math.round(ms)} ms, ${Math.round(megabytes)} MB with its history`,
  )
}

async function rate(once: () => Promise<void>): Promise<number> {
  for (let i = 0; i < 3; i++) await once()
  const until = performance.now() + 2000
  const from = performance.now()
  let runs = 0
  for (; performance.now() < until; runs++) await once()
  return (runs * TRANSITIONS * 1000) / (performance.now() - from)
}

function started(input: Json, type: 'STANDARD' | 'EXPRESS' = 'STANDARD'): Run {
  const [executionArn, name] = ['arn:aws:states:us-east-1:000000000000:execution:bench:run', 'run']
  const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:bench'
  const roleArn = 'arn:aws:iam::000000000000:role/bench'
  return newRun({ executionArn, name, stateMachineArn, roleArn, type, input, startedAt: 0, seed: 'bench' })
}

function* costByHistory(): Generator<[events: number, microseconds: number]> {
  const waits = parseMachine({ StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 1, Next: 'Wait' } } })
  let [run, effects] = advance(waits, started({ a: 1 }), { type: 'ExecutionStarted', at: 0 })
  const steps = 500
  while (!run.result && run.lastEventId < 24_000) {
    const [from, at] = [performance.now(), run.lastEventId]
    for (let i = 0; i < steps; i++) {
      const timer = effects.find((effect) => effect.type === 'StartTimer')
      if (!timer) return
      ;[run, effects] = advance(waits, run, { type: 'TimerFired', at: timer.at, timer: timer.timer })
    }
    if (at % 6000 < 2 * steps) yield [at, ((performance.now() - from) * 1000) / steps]
  }
}

/** Bytes that a waiting run takes, and the cost of one event of one of them, by how many there are. */
function* waiting(): Generator<[open: number, bytes: number, microseconds: number]> {
  const machine = parseMachine({
    StartAt: 'Wait',
    States: { Wait: { Type: 'Wait', Seconds: 60, Next: 'Wait' } },
  })
  for (const open of [10, 1_000, 100_000]) {
    globalThis.gc?.()
    const before = process.memoryUsage().heapUsed
    const steps = Array.from({ length: open }, (_, i) =>
      advance(machine, started({ i }), { type: 'ExecutionStarted', at: 0 }),
    )
    const runs = steps.map(([run]) => run)
    const timers = steps.map(([, effects]) => effects.find((effect) => effect.type === 'StartTimer'))
    steps.length = 0
    globalThis.gc?.()
    const bytes = (process.memoryUsage().heapUsed - before) / open
    const from = performance.now()
    for (let i = 0; i < 10_000; i++) {
      const [run, timer] = [runs[i % open], timers[i % open]]
      if (run && timer) advance(machine, run, { type: 'TimerFired', at: timer.at, timer: timer.timer })
    }
    yield [open, bytes, (performance.now() - from) / 10]
  }
}

function mapOf(items: number): [ms: number, megabytes: number] {
  const pass = { StartAt: 'Pass', States: { Pass: { Type: 'Pass', End: true } } }
  const machine = parseMachine({ StartAt: 'Map', States: { Map: { Type: 'Map', ItemProcessor: pass, End: true } } })
  const input = Array.from({ length: items }, (_, i) => ({ i }))
  const [from, before] = [performance.now(), process.memoryUsage().heapUsed]
  const [run, , history] = advance(machine, started(input, 'EXPRESS'), { type: 'ExecutionStarted', at: 0 })
  if (run.result?.status !== 'SUCCEEDED' || history.length < 4 * items) throw new Error('the Map did not go through')
  return [performance.now() - from, (process.memoryUsage().heapUsed - before) / 1e6]
}
