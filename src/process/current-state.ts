import { ExecutionNotFound, ExecutionsUnavailable } from './errors.ts'
import type { ExecutionRecords } from './execution-records.ts'
import type { Standing } from './execution-state.ts'

/** What DescribeExecution tells. @throws ExecutionNotFound, ExecutionsUnavailable */
export type DescribeStanding = (executionArn: string) => Promise<{ standing: Standing; redriveCount: number }>

/** Nothing is recorded of the execution, and there is no permit to ask Step Functions. Asking again in a moment helps. */
export class StatusNotYetKnown extends Error {
  override readonly name = 'StatusNotYetKnown'

  constructor(executionArn: string) {
    super(`Step Functions cannot be asked about ${executionArn} right now: try again in a moment`)
  }
}

/** What it takes to wait for what others record. */
export type Waiting = { records: ExecutionRecords; now: () => number; pause: (ms: number) => Promise<unknown> }

export type StandingSources = Waiting & {
  describe: DescribeStanding
  /** Leave to call `describe` once. */
  permit: () => Promise<boolean>
  /** Uniform in [0, 1). */
  random: () => number
}

/** How an execution stands by its records as soon as it has ended, else after `waitMs`; `undefined` if none are there. */
export async function recordedStanding(
  executionArn: string,
  waitMs: number,
  { records, now, pause }: Waiting,
): Promise<Standing | undefined> {
  const until = now() + waitMs
  for (let pauseMs = 25; ; pauseMs = Math.min(500, pauseMs * 1.5)) {
    const standing = await records.standing(executionArn)
    const leftMs = until - now()
    if (leftMs <= 0 || (standing && standing.status !== 'RUNNING')) return standing
    await pause(Math.min(pauseMs, leftMs))
  }
}

/**
 * How an execution stands, by its records. Step Functions is asked only when nothing is recorded, and once in a while when
 * the execution seems to run, as the event of its end may be lost. Waits up to `waitMs` for the end. `pollMs` is when the
 * caller will ask again: the more often it does, the less often Step Functions is asked on its behalf.
 * @throws ExecutionNotFound, StatusNotYetKnown, ProcessDataUnavailable, ExecutionsUnavailable
 */
export async function standingOf(
  executionArn: string,
  { waitMs, pollMs }: { waitMs: number; pollMs: number },
  sources: StandingSources,
): Promise<Standing> {
  const { records, describe, permit, now, random } = sources
  const ask = async (): Promise<Standing | undefined> => {
    if (!(await permit())) return undefined
    const { standing, redriveCount } = await describe(executionArn)
    if (standing.status === 'RUNNING') await records.started(standing, redriveCount)
    else await records.ended(standing, redriveCount)
    return standing
  }

  const until = now() + waitMs
  const recorded = await records.standing(executionArn)
  const standing = recorded ?? (await ask())
  if (!standing) throw new StatusNotYetKnown(executionArn)
  if (standing.status !== 'RUNNING') return standing

  const startedAt = Date.parse(standing.startDate)
  const doubted = recorded !== undefined && random() < doubt(until - startedAt, waitMs + pollMs)
  const askAt = doubted ? Math.max(now(), startedAt + graceMs) : until
  const before = (await recordedStanding(executionArn, askAt - now(), sources)) ?? standing
  if (!doubted || before.status !== 'RUNNING') return before

  const asked = (await ask().catch(unlessTransient)) ?? before
  if (asked.status !== 'RUNNING') return asked
  return (await recordedStanding(executionArn, until - now(), sources)) ?? asked
}

/** Whoever started an execution waits this long for the event of its end before doubting that it comes. */
const graceMs = 5_000

/**
 * How likely one request asks Step Functions: such that half of the lost events are noticed before the execution looks
 * one and a half times as old as it got, and that an hour's execution is asked about some 13 times, however often one polls.
 */
const doubt = (ageMs: number, intervalMs: number) => (ageMs < graceMs ? 0 : Math.min(1, (2 * intervalMs) / ageMs))

/** The records say that it runs; that Step Functions cannot confirm it now is no reason to fail. */
const unlessTransient = (error: unknown): undefined => {
  if (error instanceof ExecutionsUnavailable || error instanceof ExecutionNotFound) return undefined
  throw error
}
