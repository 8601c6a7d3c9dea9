import { ListExecutionsCommand } from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { fakeClock } from '@sfs3/local/testing'
import { recordedState } from '../../src/process/current-state.ts'
import { executionRecords } from '../../src/process/execution-records.ts'
import { newTransactionId, type TransactionId } from '../../src/process/transaction-id.ts'
import { waitPermit } from '../../src/process/wait-permit.ts'
import type { Step } from '../../src/step.ts'
import { downstreamA } from '../../steps/downstream/a.ts'
import { downstreamB } from '../../steps/downstream/b.ts'
import { downstreamC } from '../../steps/downstream/c.ts'
import { stepA } from '../../steps/process/step-a.ts'
import { stepB } from '../../steps/process/step-b.ts'
import { stepC } from '../../steps/process/step-c.ts'
import { stepD } from '../../steps/process/step-d.ts'
import { stepE } from '../../steps/process/step-e.ts'
import { stepF } from '../../steps/process/step-f.ts'
import { inMemoryProcessData } from '../support/in-memory-process-data.ts'
import { inMemoryRecords } from '../support/in-memory-records.ts'
import { startWorkflows, type Workflows } from '../support/workflows.ts'

/** What a new account may have. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const lambdaConcurrency = 10
const stepMs = 500

const clock = fakeClock()
const data = inMemoryProcessData()
let region: Workflows
let running = 0
let throttled = 0
/** Steps that wait for something other than time. */
let working = 0
/** How long the caller waited who waited longest. */
let longestWaitMs = 0

beforeAll(async () => {
  const passed = () => new Promise<void>((resolve) => clock.at(clock.now() + stepMs, resolve))
  const on = (step: Step) => async (input: unknown) => {
    const { processData } = input as { processData: TransactionId }
    if (running === lambdaConcurrency) {
      throttled++
      throw Object.assign(new Error('Rate Exceeded.'), { name: 'Lambda.TooManyRequestsException' })
    }
    running++
    await passed()
    working++
    await step(data, processData)
    working--
    running--
    return { processData }
  }
  region = await startWorkflows(
    {
      stepA: on(stepA),
      stepB: on(stepB),
      stepC: on(stepC),
      stepD: on(stepD),
      stepE: on(stepE),
      stepF: on(stepF((id) => region.start('downstream', { processData: id }, id))),
      downstreamA: on(downstreamA),
      downstreamB: on(downstreamB),
      downstreamC: on(downstreamC),
    },
    { clock },
  )
})
afterAll(() => region.stop())

/**
 * A caller who waits for an execution that goes on, and asks again when told to, with the code of the routes that wait. Where no
 * function is left it is told to come again, as API Gateway tells it.
 */
async function caller(isOver: () => boolean): Promise<void> {
  const pause = (ms: number) => new Promise<void>((resolve) => clock.at(clock.now() + ms, resolve))
  const unended = { ...executionRecords(permits), state: async () => goesOn }
  while (!isOver()) {
    if (running < lambdaConcurrency) {
      running++
      const from = clock.now()
      await recordedState(goesOn.executionArn, 25_000, {
        records: unended,
        now: () => clock.now(),
        pause,
        waitPermit: waitPermit(permits, 3),
      })
      longestWaitMs = Math.max(longestWaitMs, clock.now() - from)
      running--
    }
    await pause(1_000)
  }
}
const permits = inMemoryRecords()
const goesOn = { executionArn: 'arn', status: 'RUNNING', startDate: '2026-01-01T00:00:00.000Z' } as const

test('sixty processes at once in an account that runs ten functions, while ten callers wait all the time: none is lost', async () => {
  let over = false
  const callers = Array.from({ length: 10 }, () => caller(() => over))
  await region.machineArn('downstream')
  for (let number = 0; number < 60; number++) {
    const transactionId = newTransactionId()
    await data.create(transactionId, { number })
    await region.start('process', { processData: transactionId }, transactionId)
  }
  expect(throttled).toBeGreaterThanOrEqual(50)

  while (anyRuns()) {
    for (let turn = 0; turn < 5 || working > 0; turn++) await new Promise((resolve) => setImmediate(resolve))
    clock.next()
  }

  expect(longestWaitMs).toBe(25_000)
  over = true
  const gone = Promise.all(callers).then(() => true)
  while (!(await Promise.race([gone, new Promise((resolve) => setImmediate(resolve))]))) clock.next()
  expect(await statuses('process')).toEqual({ SUCCEEDED: 60 })
  expect(await statuses('downstream')).toEqual({ SUCCEEDED: 60 })
}, 60_000)

/** Each execution tells when it starts and when it ends. */
const anyRuns = () => region.changes.filter(({ status }) => status === 'RUNNING').length * 2 > region.changes.length

async function statuses(machine: string): Promise<Record<string, number>> {
  const stateMachineArn = await region.machineArn(machine)
  const { executions = [] } = await region.sfn.send(new ListExecutionsCommand({ stateMachineArn }))
  const byStatus = Object.groupBy(executions, ({ status }) => String(status))
  return Object.fromEntries(Object.entries(byStatus).map(([status, of = []]) => [status, of.length]))
}
