import { setTimeout as sleep } from 'node:timers/promises'
import {
  type HistoryEvent,
  paginateGetExecutionHistory,
  paginateListExecutions,
  type SFNClient,
} from '@aws-sdk/client-sfn'
import type { Run } from './workflow.ts'

/** Prints each state of an execution as it ends, with how long it took, until the execution ends. */
export async function follow(
  sfn: SFNClient,
  executionArn: string,
  print: (line: string) => void,
): Promise<Pick<Run, 'path' | 'outcome' | 'durationMs'>> {
  const entered = new Map<string, Date>()
  const path: string[] = []
  for (let seen = 0; ; await sleep(25)) {
    const events = await history(sfn, executionArn)
    for (const event of events.slice(seen)) {
      const from = event.stateEnteredEventDetails?.name
      const to = event.stateExitedEventDetails?.name
      if (from) {
        entered.set(from, event.timestamp ?? new Date(0))
        path.push(from)
      }
      if (to) print(`  ${to.padEnd(24)} ${milliseconds(entered.get(to), event.timestamp).padStart(8)} ms`)
    }
    seen = events.length
    const last = events.at(-1)
    const outcome = outcomeOf(last)
    if (!outcome) continue
    print(`  ${outcome}`)
    return { path, outcome, durationMs: Number(milliseconds(events[0]?.timestamp, last?.timestamp)) }
  }
}

/** Tells executions of a machine that are new from those that were known. */
export function executionsOf(sfn: SFNClient, machine: string) {
  const stateMachineArn = `arn:aws:states:us-east-1:000000000000:stateMachine:sfs3-dev-${machine}`
  const seen = new Set<string>()
  const unseen = async () => {
    for await (const { executions = [] } of paginateListExecutions({ client: sfn }, { stateMachineArn })) {
      const fresh = executions.find(({ executionArn = '' }) => !seen.has(executionArn))?.executionArn
      if (fresh) return fresh
    }
    return undefined
  }
  return {
    /** From here on, what has started so far is not new. */
    async known() {
      for (let arn = await unseen(); arn; arn = await unseen()) seen.add(arn)
    },
    /** The next one that starts. @throws Error when none does within `timeoutSeconds` */
    async next(timeoutSeconds = 40): Promise<string> {
      for (let tries = 0; tries < timeoutSeconds * 40; tries++, await sleep(25)) {
        const arn = await unseen()
        if (!arn) continue
        seen.add(arn)
        return arn
      }
      throw new Error(`no execution of ${machine} started within ${timeoutSeconds} s`)
    },
  }
}

async function history(client: SFNClient, executionArn: string): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = []
  for await (const page of paginateGetExecutionHistory({ client }, { executionArn }))
    events.push(...(page.events ?? []))
  return events
}

/** `SUCCEEDED`, or the status with the error it ended with: `FAILED OrderRejected`. */
function outcomeOf(last: HistoryEvent | undefined): string | undefined {
  switch (last?.type) {
    case 'ExecutionSucceeded':
      return 'SUCCEEDED'
    case 'ExecutionFailed':
      return `FAILED ${last.executionFailedEventDetails?.error}`
    case 'ExecutionTimedOut':
      return 'TIMED_OUT'
    case 'ExecutionAborted':
      return 'ABORTED'
    default:
      return undefined
  }
}

const milliseconds = (from?: Date, to?: Date) => String((to?.getTime() ?? 0) - (from?.getTime() ?? 0))
