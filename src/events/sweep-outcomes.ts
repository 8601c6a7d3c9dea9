import { randomInt } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { S3Client } from '@aws-sdk/client-s3'
import { SFNClient } from '@aws-sdk/client-sfn'
import type { Context } from 'aws-lambda'
import * as z from 'zod/mini'
import type { DescribeExecution } from '../process/current-state.ts'
import { sfnDescribeExecution } from '../process/describe-execution.ts'
import { describePermit } from '../process/describe-permit.ts'
import {
  type EndedExecution,
  type EndedExecutions,
  endStatuses,
  sfnEndedExecutions,
} from '../process/ended-executions.ts'
import { hasRecords } from '../process/execution-arn.ts'
import { type ExecutionRecords, executionRecords } from '../process/execution-records.ts'
import { s3Records } from '../process/s3-records.ts'
import { awsClient } from '../runtime/aws-client.ts'
import { environment } from '../runtime/environment.ts'
import { log } from '../runtime/log.ts'

/** Three times as long as the schedule takes to come again: what one sweep does not manage, the next two may. */
const sweptMs = 45 * 60_000

/** How many executions are looked up in S3 at a time. */
const lookups = 50

export type SweepSources = {
  ended: EndedExecutions
  records: ExecutionRecords
  describe: DescribeExecution
  /** Whether `describe` may be called once now. */
  permit: () => Promise<boolean>
  now: () => number
  pause: (ms: number) => Promise<unknown>
}

/**
 * Records how executions ended whose event was lost: of those of the machines that ended within 45 minutes, each that has no
 * outcome is described and recorded. Stops when `leftMs` tells that less than two seconds are left; the next sweep goes on.
 * @returns how many were recorded, and how many are known to be left over
 */
export async function sweepOutcomes(
  stateMachineArns: readonly string[],
  leftMs: () => number,
  sources: SweepSources,
): Promise<{ recorded: number; left: number }> {
  const { records, describe, now } = sources
  const lost: EndedExecution[] = []
  for (const arn of stateMachineArns)
    for (const status of endStatuses)
      for await (const some of inGroups(sources.ended(arn, status, now() - sweptMs), lookups)) {
        if (leftMs() < lastMs) return { recorded: 0, left: lost.length }
        lost.push(...(await withoutOutcome(some, records)))
      }

  // Those that ended first come first: of those that ended just now the event may still arrive.
  lost.sort((a, b) => Date.parse(a.stopDate) - Date.parse(b.stopDate))
  let recorded = 0
  let arrived = 0
  for (const execution of lost) {
    const { executionArn } = execution
    const [stillLost] = await withoutOutcome([execution], records)
    if (!stillLost) {
      arrived++
      continue
    }
    if (!(await permitted(sources, leftMs))) break
    const { state, redriveCount } = await describe(executionArn)
    recorded++
    if (state.status === 'RUNNING') continue // it was redriven meanwhile
    if (redriveCount > 0) await records.started(state, redriveCount)
    await records.ended(state, redriveCount)
  }
  return { recorded, left: lost.length - arrived - recorded }
}

/** What is left for the last call. */
const lastMs = 2_000

async function* inGroups<T>(all: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let group: T[] = []
  for await (const one of all) {
    group.push(one)
    if (group.length < size) continue
    yield group
    group = []
  }
  if (group.length > 0) yield group
}

/** A redriven execution has several outcomes: what counts is whether the last one is known. */
async function withoutOutcome(executions: EndedExecution[], records: ExecutionRecords): Promise<EndedExecution[]> {
  const known = await Promise.all(
    executions.map(async ({ executionArn, stopDate, redriveCount }) => {
      if (!hasRecords(executionArn)) return true
      const state = await records.state(executionArn)
      return state !== undefined && state.status !== 'RUNNING' && (redriveCount === 0 || state.stopDate === stopDate)
    }),
  )
  return executions.filter((_, index) => !known[index])
}

/** Waits for a permit while there is time. */
async function permitted({ permit, pause }: SweepSources, leftMs: () => number): Promise<boolean> {
  while (leftMs() >= lastMs) {
    if (await permit()) return true
    await pause(250)
  }
  return false
}

const { DATA_BUCKET, STATE_MACHINE_ARNS } = environment({ DATA_BUCKET: z.string(), STATE_MACHINE_ARNS: z.string() })
const objects = s3Records(new S3Client(awsClient), DATA_BUCKET)
const sfn = new SFNClient(awsClient)
const sources: SweepSources = {
  ended: sfnEndedExecutions(sfn, 50),
  records: executionRecords(objects),
  describe: sfnDescribeExecution(sfn),
  // Two of the five permits of a second: the others stay for callers who wait for an answer.
  permit: describePermit(objects, Date.now, () => randomInt(2)),
  now: Date.now,
  pause,
}

/** Runs by a schedule. */
export async function handler(_event: unknown, context: Context): Promise<void> {
  log.addContext(context)
  log.resetKeys()
  const swept = await sweepOutcomes(STATE_MACHINE_ARNS.split(','), () => context.getRemainingTimeInMillis(), sources)
  if (swept.recorded + swept.left > 0) log.warn('events of ends were lost', swept)
  else log.info('no event of an end was lost')
}
