import { setTimeout as sleep } from 'node:timers/promises'
import { GetExecutionHistoryCommand, type HistoryEvent, type SFNClient } from '@aws-sdk/client-sfn'

export type End = { status: string; path: string[]; durationMs: number; error?: string; cause?: string }

/** Prints each state of an execution as it ends, indented under its name, until the execution ends. */
export async function follow(sfn: SFNClient, executionArn: string, print: (line: string) => void): Promise<End> {
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
      if (to) print(`  ${to.padEnd(28)} ${milliseconds(entered.get(to), event.timestamp).padStart(9)}`)
    }
    seen = events.length
    const end = outcome(events)
    if (end) return { ...end, path }
  }
}

async function history(sfn: SFNClient, executionArn: string): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = []
  let nextToken: string | undefined
  do {
    const page = await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000, nextToken }))
    events.push(...(page.events ?? []))
    nextToken = page.nextToken
  } while (nextToken)
  return events
}

function outcome(events: HistoryEvent[]): Omit<End, 'path'> | undefined {
  const last = events.at(-1)
  const status = last?.type?.match(/^Execution(Succeeded|Failed|TimedOut|Aborted)$/)?.[1]
  if (!status) return undefined
  const details =
    last?.executionFailedEventDetails ?? last?.executionTimedOutEventDetails ?? last?.executionAbortedEventDetails
  return {
    status: status === 'TimedOut' ? 'TIMED_OUT' : status.toUpperCase(),
    durationMs: (last?.timestamp?.getTime() ?? 0) - (events[0]?.timestamp?.getTime() ?? 0),
    ...(details?.error !== undefined && { error: details.error }),
    ...(details?.cause !== undefined && { cause: details.cause }),
  }
}

const milliseconds = (from?: Date, to?: Date) => (from && to ? `${to.getTime() - from.getTime()} ms` : '')
