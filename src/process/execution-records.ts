import type * as z from 'zod/mini'
import { executionNameOf, hasRecords } from './execution-arn.ts'
import { type ExecutionState, Outcome, Started } from './execution-state.ts'
import { executionRecordKey } from './keys.ts'
import type { Records } from './records.ts'

/**
 * When each execution started and how it ended, and the same for each redrive, as objects that are written once. Events may
 * arrive twice, late or in any order, because each has its own object.
 */
export type ExecutionRecords = {
  /** The state of the execution by its records; `undefined` if there are none. */
  state(executionArn: string): Promise<ExecutionState | undefined>
  /** Records that the execution was started, or redriven for the `redriveCount`-th time. */
  started(started: Started, redriveCount?: number): Promise<void>
  /** Records how the execution ended, at first or after its `redriveCount`-th redrive. */
  ended(outcome: Outcome, redriveCount?: number): Promise<void>
}

/** How many start dates one function caches: a record never changes. */
const rememberedStarts = 10_000

export function executionRecords(records: Records): ExecutionRecords {
  const startDates = new Map<string, string>()
  const startDateOf = async (executionArn: string, name: string): Promise<string | undefined> => {
    const known = startDates.get(executionArn)
    if (known !== undefined) return known
    const started = await read(Started, executionRecordKey(name, 'started', 0), executionArn)
    if (!started) return undefined
    if (startDates.size >= rememberedStarts) startDates.clear()
    startDates.set(executionArn, started.startDate)
    return started.startDate
  }

  const read = async <Schema extends typeof Outcome | typeof Started>(schema: Schema, key: string, arn: string) => {
    const record = schema.safeParse(await records.get(key)).data as z.infer<Schema> | undefined
    // Two machines may have executions of one name: the records are those of the first.
    return record?.executionArn === arn ? record : undefined
  }

  return {
    async state(executionArn) {
      if (!hasRecords(executionArn)) return undefined
      const name = executionNameOf(executionArn)
      let startDate: string | undefined

      for (let redrive = 0; ; redrive++) {
        const outcome = await read(Outcome, executionRecordKey(name, 'outcome', redrive), executionArn)
        if (outcome?.status === 'SUCCEEDED') return outcome
        if (!outcome) {
          startDate ??= await startDateOf(executionArn, name)
          return startDate === undefined ? undefined : { executionArn, status: 'RUNNING', startDate }
        }
        if (!(await read(Started, executionRecordKey(name, 'started', redrive + 1), executionArn))) return outcome
        startDate = outcome.startDate
      }
    },
    async started({ executionArn, startDate }, redriveCount = 0) {
      if (!hasRecords(executionArn)) return
      await records.put(executionRecordKey(executionNameOf(executionArn), 'started', redriveCount), {
        executionArn,
        startDate,
      })
    },
    async ended(outcome, redriveCount = 0) {
      if (!hasRecords(outcome.executionArn)) return
      await records.put(executionRecordKey(executionNameOf(outcome.executionArn), 'outcome', redriveCount), outcome)
    },
  }
}
