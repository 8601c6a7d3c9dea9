import * as z from 'zod'
import { executionOf } from '../resources.ts'
import type { States } from '../states.ts'
import { historyEvent } from '../wire/history-event.ts'
import { arn, maxResults, nextToken } from '../wire/members.ts'
import { page, positionOf } from '../wire/next-token.ts'
import { parseRequest } from '../wire/parse-request.ts'

const GetExecutionHistoryRequest = z.object({
  executionArn: arn,
  maxResults,
  reverseOrder: z.boolean().default(false),
  nextToken,
  includeExecutionData: z.boolean().default(true),
})

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html */
export function getExecutionHistory(request: unknown, states: States) {
  const { executionArn, maxResults: limit, ...asked } = parseRequest(GetExecutionHistoryRequest, request)
  const execution = executionOf(executionArn, states)
  const { journal, stateMachines } = states.store
  const found = asked.reverseOrder
    ? journal.reversedHistory(execution.id, positionOf(asked.nextToken, Number.MAX_SAFE_INTEGER), limit + 1)
    : journal.history(execution.id, positionOf(asked.nextToken, 0), limit + 1)
  const { items, ...next } = page(found, limit, ({ id }) => id)
  const { roleArn } = stateMachines.revision(execution.revision)
  return { events: items.map((event) => historyEvent(event, roleArn, asked.includeExecutionData)), ...next }
}
