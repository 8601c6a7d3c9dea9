import { ExecutionNotFound, ExecutionsUnavailable, StatusNotYetKnown } from './errors.ts'
import type { ExecutionRecords } from './execution-records.ts'
import type { ExecutionState } from './execution-state.ts'

/** The answer of DescribeExecution. @throws ExecutionNotFound, ExecutionsUnavailable */
export type DescribeExecution = (executionArn: string) => Promise<{ state: ExecutionState; redriveCount: number }>

/** What waiting for the end of an execution takes. */
export type WaitSources = { records: ExecutionRecords; now: () => number; pause: (ms: number) => Promise<unknown> }

export type StateSources = WaitSources & {
  describe: DescribeExecution
  /** Whether `describe` may be called once now. */
  permit: () => Promise<boolean>
  /** Uniform in [0, 1). */
  random: () => number
}

/** The recorded state, as soon as the execution has ended or `waitMs` have passed; `undefined` if nothing is recorded. */
export async function recordedState(
  executionArn: string,
  waitMs: number,
  { records, now, pause }: WaitSources,
): Promise<ExecutionState | undefined> {
  const until = now() + waitMs
  for (let pauseMs = 25; ; pauseMs = Math.min(500, pauseMs * 1.5)) {
    const state = await records.state(executionArn)
    const leftMs = until - now()
    if (leftMs <= 0 || (state && state.status !== 'RUNNING')) return state
    await pause(Math.min(pauseMs, leftMs))
  }
}

/**
 * The state of an execution, from its records. Step Functions is asked only when nothing is recorded, and now and then while
 * the records say RUNNING, because the event of the end may have been lost. Waits up to `waitMs` for the end. `pollMs` is
 * when the caller asks again: the more often a caller asks, the more seldom one of its requests asks Step Functions.
 * @throws ExecutionNotFound, StatusNotYetKnown, ProcessDataUnavailable, ExecutionsUnavailable
 */
export async function currentState(
  executionArn: string,
  { waitMs, pollMs }: { waitMs: number; pollMs: number },
  sources: StateSources,
): Promise<ExecutionState> {
  const { records, describe, permit, now, random } = sources
  const ask = async (): Promise<ExecutionState | undefined> => {
    if (!(await permit())) return undefined
    const { state, redriveCount } = await describe(executionArn)
    if (state.status === 'RUNNING') await records.started(state, redriveCount)
    else await records.ended(state, redriveCount)
    return state
  }

  const until = now() + waitMs
  const recorded = await records.state(executionArn)
  const state = recorded ?? (await ask())
  if (!state) throw new StatusNotYetKnown(executionArn)
  if (state.status !== 'RUNNING') return state

  const startedAt = Date.parse(state.startDate)
  const asks = recorded !== undefined && random() < askProbability(until - startedAt, waitMs + pollMs)
  const askAt = asks ? Math.max(now(), startedAt + graceMs) : until
  const before = (await recordedState(executionArn, askAt - now(), sources)) ?? state
  if (!asks || before.status !== 'RUNNING') return before

  const asked = (await ask().catch(undefinedIfTransient)) ?? before
  if (asked.status !== 'RUNNING') return asked
  return (await recordedState(executionArn, until - now(), sources)) ?? asked
}

/** How long after the start of an execution Step Functions is not asked: the event of the end may still come. */
const graceMs = 5_000

/**
 * The probability that one request asks Step Functions. With it half of the lost events are noticed before the execution
 * appears one and a half times as old as it became, and an execution of an hour is asked about some 13 times, however often
 * a caller polls.
 */
const askProbability = (ageMs: number, intervalMs: number) =>
  ageMs < graceMs ? 0 : Math.min(1, (2 * intervalMs) / ageMs)

/** The records say RUNNING. That Step Functions cannot confirm it now is no reason to fail. */
const undefinedIfTransient = (error: unknown): undefined => {
  if (error instanceof ExecutionsUnavailable || error instanceof ExecutionNotFound) return undefined
  throw error
}
