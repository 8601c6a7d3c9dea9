import { ListExecutionsCommand, type SFNClient } from '@aws-sdk/client-sfn'
import { ExecutionsUnavailable } from './errors.ts'
import { namedIfUnavailable } from './unavailable.ts'

/** What a listing tells of an execution that has ended. */
export type EndedExecution = { executionArn: string; stopDate: string; redriveCount: number }

/**
 * The executions of a state machine that have ended in this way since then, in milliseconds of the epoch; those started last come
 * first. @throws ExecutionsUnavailable
 */
export type EndedExecutions = (
  stateMachineArn: string,
  status: EndStatus,
  sinceMs: number,
) => AsyncIterable<EndedExecution>

export const endStatuses = ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] as const
type EndStatus = (typeof endStatuses)[number]

/**
 * Calls ListExecutions, which gives 1,000 executions by when they started and allows an account 2 to 5 calls a second: until none of
 * a thousand has ended since then, and `mostPages` times at most. So it may miss one that ran for long.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export function sfnEndedExecutions(client: SFNClient, mostPages: number): EndedExecutions {
  return async function* (stateMachineArn, statusFilter, sinceMs) {
    let nextToken: string | undefined
    for (let page = 0; page < mostPages; page++) {
      const listed = await client
        .send(new ListExecutionsCommand({ stateMachineArn, statusFilter, maxResults: 1000, nextToken }))
        .catch((error) => {
          throw namedIfUnavailable(error, ExecutionsUnavailable)
        })
      const lately = (listed.executions ?? []).flatMap(({ executionArn, stopDate, redriveCount = 0 }) =>
        executionArn && stopDate && stopDate.getTime() > sinceMs
          ? [{ executionArn, stopDate: stopDate.toISOString(), redriveCount }]
          : [],
      )
      yield* lately
      nextToken = listed.nextToken
      if (!nextToken || lately.length === 0) return
    }
  }
}
