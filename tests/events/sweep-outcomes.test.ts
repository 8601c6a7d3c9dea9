import { expect, test } from '@jest/globals'
import { type SweepSources, sweepOutcomes } from '../../src/events/sweep-outcomes.ts'
import type { EndedExecution } from '../../src/process/ended-executions.ts'
import { executionRecords } from '../../src/process/execution-records.ts'
import type { Outcome } from '../../src/process/execution-state.ts'
import { inMemoryRecords } from '../support/in-memory-records.ts'

const now = Date.parse('2026-01-01T12:00:00.000Z')
const machine = 'arn:aws:states:us-east-1:000000000000:stateMachine:sfs3-dev-process'
const arn = (name: string) => `arn:aws:states:us-east-1:000000000000:execution:sfs3-dev-process:${name}`
const endedAt = (name: string, time: string, redriveCount = 0): EndedExecution => ({
  executionArn: arn(name),
  stopDate: `2026-01-01T${time}Z`,
  redriveCount,
})
const outcome = ({ executionArn, stopDate }: EndedExecution): Outcome => ({
  ...{ executionArn, status: 'SUCCEEDED', startDate: '2026-01-01T11:00:00.000Z', stopDate, output: 'asked' },
})

/** Step Functions with these executions, all of which succeeded, in a minute that leaves `permits` calls of DescribeExecution. */
function world(executions: EndedExecution[], permits = 100) {
  const records = executionRecords(inMemoryRecords())
  const described: string[] = []
  let left = permits
  let leftMs = 60_000
  const sources: SweepSources = {
    async *ended(_, status, sinceMs) {
      if (status === 'SUCCEEDED') yield* executions.filter(({ stopDate }) => Date.parse(stopDate) > sinceMs)
    },
    records,
    async describe(executionArn) {
      described.push(executionArn)
      const found = executions.find((one) => one.executionArn === executionArn) as EndedExecution
      return { state: outcome(found), redriveCount: found.redriveCount }
    },
    permit: async () => left-- > 0,
    now: () => now,
    pause: async (ms) => {
      leftMs -= ms
    },
  }
  return { records, described, sweep: () => sweepOutcomes([machine], () => leftMs, sources) }
}

test('an outcome whose event was lost is recorded, once', async () => {
  const { records, described, sweep } = world([endedAt('lost', '11:50:00.000')])

  expect(await sweep()).toEqual({ recorded: 1, left: 0 })
  expect(await records.state(arn('lost'))).toEqual(outcome(endedAt('lost', '11:50:00.000')))
  expect(await sweep()).toEqual({ recorded: 0, left: 0 })
  expect(described).toEqual([arn('lost')])
})

test('Step Functions is not asked about what is recorded, what ended long ago and what can have no records', async () => {
  const executions = [
    endedAt('recorded', '11:50:00.000'),
    endedAt('long-ago', '11:10:00.000'),
    endedAt('no.transaction', '11:50:00.000'),
  ]
  const { records, described, sweep } = world(executions)
  await records.ended(outcome(endedAt('recorded', '11:50:00.000')))

  expect(await sweep()).toEqual({ recorded: 0, left: 0 })
  expect(described).toEqual([])
})

test('an execution that was started and seems to run is recorded as ended', async () => {
  const { records, sweep } = world([endedAt('started', '11:50:00.000')])
  await records.started({ executionArn: arn('started'), startDate: '2026-01-01T11:00:00.000Z' })

  await sweep()

  expect(await records.state(arn('started'))).toMatchObject({ status: 'SUCCEEDED', output: 'asked' })
})

test('the end of a redrive is recorded beside the failure before', async () => {
  const { records, sweep } = world([endedAt('redriven', '11:50:00.000', 1)])
  await records.ended({
    ...{ executionArn: arn('redriven'), status: 'FAILED', error: 'E' },
    ...{ startDate: '2026-01-01T11:00:00.000Z', stopDate: '2026-01-01T11:20:00.000Z' },
  })

  expect(await sweep()).toEqual({ recorded: 1, left: 0 })
  expect(await records.state(arn('redriven'))).toMatchObject({ status: 'SUCCEEDED', output: 'asked' })
  expect(await sweep()).toEqual({ recorded: 0, left: 0 })
})

test('an event that arrives while older ones are looked up is no lost one', async () => {
  const { records, described, sweep } = world([endedAt('new', '11:59:59.000'), endedAt('old', '11:50:00.000')])
  const { ended } = records
  records.ended = async (outcomeOf, redrive) => {
    await ended(outcomeOf, redrive)
    await ended(outcome(endedAt('new', '11:59:59.000')))
  }

  expect(await sweep()).toEqual({ recorded: 1, left: 0 })
  expect(described).toEqual([arn('old')])
})

test('without permits it waits, and leaves the rest to the next sweep when its time is over', async () => {
  const lost = Array.from({ length: 120 }, (_, number) => endedAt(`lost-${number}`, '11:50:00.000'))
  const { described, sweep } = world(lost, 7)

  expect(await sweep()).toEqual({ recorded: 7, left: 113 })
  expect(described).toHaveLength(7)
})
