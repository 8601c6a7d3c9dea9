import { expect, test } from '@jest/globals'
import { currentState, type DescribeExecution } from '../../src/process/current-state.ts'
import { ExecutionNotFound, ExecutionsUnavailable, StatusNotYetKnown } from '../../src/process/errors.ts'
import { executionRecords } from '../../src/process/execution-records.ts'
import type { ExecutionState, Outcome } from '../../src/process/execution-state.ts'
import { inMemoryRecords } from '../support/in-memory-records.ts'

const executionArn = 'arn:aws:states:us-east-1:000000000000:execution:sfs3-dev-process:tx-1'
const startedAt = Date.parse('2026-01-01T00:00:00.000Z')
const started = { executionArn, startDate: '2026-01-01T00:00:00.000Z' }
const running: ExecutionState = { ...started, status: 'RUNNING' }
const succeeded: Outcome = { ...started, status: 'SUCCEEDED', stopDate: '2026-01-01T00:00:07.000Z', output: 'done' }

type SetUp = {
  describe?: DescribeExecution
  permit?: boolean
  random?: number
  waitPermit?: (window: number) => boolean
}

/** A world whose clock moves only while somebody waits, in which `describe` tells what is given. */
const world = (setUp: SetUp = {}) => {
  const records = executionRecords(inMemoryRecords())
  const seen = { now: startedAt, pauses: [] as number[], windows: [] as number[], described: 0 }
  const appointments: { at: number; then: () => Promise<void> }[] = []

  const sources = {
    records,
    describe: async (arn: string) => {
      seen.described++
      return (setUp.describe ?? (async () => ({ state: running, redriveCount: 0 })))(arn)
    },
    permit: async () => setUp.permit ?? true,
    waitPermit: async (window: number) => {
      seen.windows.push(window)
      return (setUp.waitPermit ?? (() => true))(window)
    },
    now: () => seen.now,
    pause: async (ms: number) => {
      seen.pauses.push(ms)
      seen.now += ms
      for (const due of appointments.splice(0))
        if (due.at <= seen.now) await due.then()
        else appointments.push(due)
    },
    random: () => setUp.random ?? 1,
  }
  const at = (ms: number, then: () => Promise<void>) => appointments.push({ at: startedAt + ms, then })
  const state = (waitMs: number, pollMs = 1000) => currentState(executionArn, { waitMs, pollMs }, sources)
  return { records, seen, at, state }
}

test('a recorded end is told at once, without asking Step Functions', async () => {
  const { records, seen, state } = world()
  await records.ended(succeeded)

  expect(await state(25_000)).toEqual(succeeded)
  expect(seen).toEqual({ now: startedAt, pauses: [], windows: [], described: 0 })
})

test('who waits gets the end as soon as it is recorded', async () => {
  const { records, seen, at, state } = world()
  await records.started(started)
  at(7_000, () => records.ended(succeeded))

  expect(await state(25_000)).toEqual(succeeded)
  expect(seen.now - startedAt).toBeLessThanOrEqual(7_500)
  expect(seen.described).toBe(0)
})

test('who has waited long enough is told that it still runs; no pause is longer than half a second', async () => {
  const { records, seen, state } = world()
  await records.started(started)

  expect(await state(25_000)).toEqual(running)
  expect(seen.now - startedAt).toBe(25_000)
  expect(Math.max(...seen.pauses)).toBe(500)
  expect(seen.pauses.length).toBeLessThan(60)
})

test('who waits for longer than a second has a permit for each window of two seconds', async () => {
  const first = startedAt / 2_000
  const { records, seen, at, state } = world()
  await records.started(started)
  at(900, async () => expect(seen.windows).toEqual([]))
  at(5_000, () => records.ended(succeeded))

  expect(await state(25_000)).toEqual(succeeded)
  expect(seen.windows).toEqual([first, first + 1, first + 2])
})

test('who gets no permit is answered at once that it still runs', async () => {
  const first = startedAt / 2_000
  const { records, seen, state } = world({ waitPermit: (window) => window < first + 2 })
  await records.started(started)

  expect(await state(25_000)).toEqual(running)
  expect(seen.now - startedAt).toBeGreaterThanOrEqual(4_000)
  expect(seen.now - startedAt).toBeLessThan(4_500)
})

test('an execution of which nothing is recorded is described once, then its records are enough', async () => {
  const { seen, state } = world()

  expect(await state(0)).toEqual(running)
  expect(await state(0)).toEqual(running)
  expect(seen.described).toBe(1)
})

test('without a permit an unknown execution is not asked for', async () => {
  const { seen, state } = world({ permit: false })

  await expect(state(0)).rejects.toThrow(StatusNotYetKnown)
  expect(seen.described).toBe(0)
})

test('an unknown execution that Step Functions does not know either is not found', async () => {
  const { state } = world({
    describe: async (arn) => {
      throw new ExecutionNotFound(arn)
    },
  })

  await expect(state(0)).rejects.toThrow(ExecutionNotFound)
})

test('what was read of a start is not read again', async () => {
  const reads: string[] = []
  const objects = inMemoryRecords()
  const records = executionRecords({
    ...objects,
    get(key) {
      reads.push(key)
      return objects.get(key)
    },
  })
  await records.started(started)

  await records.state(executionArn)
  await records.state(executionArn)
  expect(reads).toEqual(['processes/tx-1/outcome.json', 'processes/tx-1/started.json', 'processes/tx-1/outcome.json'])
})

test('a lost event is noticed by asking, at the earliest 5 s after the start, and then recorded for everyone', async () => {
  const { records, seen, state } = world({
    random: 0,
    describe: async () => ({ state: succeeded, redriveCount: 0 }),
  })
  await records.started(started)

  expect(await state(25_000)).toEqual(succeeded)
  expect(seen.now - startedAt).toBeGreaterThanOrEqual(5_000)
  expect(seen.now - startedAt).toBeLessThanOrEqual(5_500)
  expect(await records.state(executionArn)).toEqual(succeeded)
})

test('one request asks at most once', async () => {
  const { records, seen, state } = world({ random: 0 })
  await records.started(started)

  await state(25_000)
  expect(seen.described).toBe(1)
})

test('nobody asks within 5 s of the start', async () => {
  const { records, seen, state } = world({ random: 0 })
  await records.started(started)

  await state(4_900)
  expect(seen.described).toBe(0)
})

test('the older the execution, the rarer the question: after an hour one poll a second asks once in half an hour', async () => {
  const rare = world({ random: 1 / 1799 })
  await rare.records.started(started)
  rare.seen.now += 3_600_000
  await rare.state(0)
  expect(rare.seen.described).toBe(0)

  const rarer = world({ random: 1 / 1801 })
  await rarer.records.started(started)
  rarer.seen.now += 3_600_000
  await rarer.state(0)
  expect(rarer.seen.described).toBe(1)
})

test('Step Functions being throttled does not hurt who is known to run', async () => {
  const { records, seen, state } = world({
    random: 0,
    describe: async () => {
      throw new ExecutionsUnavailable({ cause: new Error('Rate exceeded') })
    },
  })
  await records.started(started)

  expect(await state(25_000)).toEqual(running)
  expect(seen.described).toBe(1)
})
