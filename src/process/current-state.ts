import { ExecutionNotFound, ExecutionsUnavailable, StatusNotYetKnown } from './errors.ts'
import type { ExecutionRecords } from './execution-records.ts'
import type { ExecutionState } from './execution-state.ts'
import { type WaitPermit, windowMs } from './wait-permit.ts'

/** The answer of DescribeExecution. @throws ExecutionNotFound, ExecutionsUnavailable */
export type DescribeExecution = (executionArn: string) => Promise<{ state: ExecutionState; redriveCount: number }>

/** What waiting for the end of an execution takes. */
export type WaitSources = {
  records: ExecutionRecords
  now: () => number
  pause: (ms: number) => Promise<unknown>
  waitPermit: WaitPermit
}

/** For how long everybody may wait. Most processes need no more, and requests by the second bound how many that are. */
const withoutPermitMs = 1_000

export type StateSources = WaitSources & {
  describe: DescribeExecution
  /** Whether `describe` may be called once now. */
  permit: () => Promise<boolean>
  /** Uniform in [0, 1). */
  random: () => number
}

/**
 * The recorded state, as soon as the execution has ended, `waitMs` have passed, or more callers wait than may; `undefined` if
 * nothing is recorded.
 */
export async function recordedState(
  executionArn: string,
  waitMs: number,
  { records, now, pause, waitPermit }: WaitSources,
): Promise<ExecutionState | undefined> {
  const from = now()
  const until = from + waitMs
  let permitted: number | undefined
  for (let pauseMs = 25; ; pauseMs = Math.min(500, pauseMs * 1.5)) {
    const state = await records.state(executionArn)
    const leftMs = until - now()
    if (leftMs <= 0 || (state && state.status !== 'RUNNING')) return state
    const window = Math.floor(now() / windowMs)
    if (now() - from >= withoutPermitMs && window !== permitted) {
      if (!(await waitPermit(window))) return state
      permitted = window
    }
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
