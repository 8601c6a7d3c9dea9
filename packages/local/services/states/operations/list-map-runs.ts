import * as z from 'zod'
import { executionOf } from '../resources.ts'
import type { States } from '../states.ts'
import { childMachineArn } from '../wire/arn.ts'
import { arn, maxResults, nextToken, seconds } from '../wire/members.ts'
import { page, positionOf } from '../wire/next-token.ts'
import { parseRequest } from '../wire/parse-request.ts'

const ListMapRunsRequest = z.object({ executionArn: arn, maxResults, nextToken })

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListMapRuns.html */
export function listMapRuns(request: unknown, states: States) {
  const { executionArn, maxResults: limit, nextToken } = parseRequest(ListMapRunsRequest, request)
  const execution = executionOf(executionArn, states)
  const skipped = positionOf(nextToken, 0)
  const all = states.store.mapRuns.list(execution.id)
  const { items, ...next } = page(all.slice(skipped), limit, (last) => all.indexOf(last) + 1)
  return {
    mapRuns: items.map(({ arn: mapRunArn, startedAt, stoppedAt }) => ({
      executionArn,
      mapRunArn,
      stateMachineArn: childMachineArn(mapRunArn),
      startDate: seconds(startedAt),
      ...(stoppedAt !== null && { stopDate: seconds(stoppedAt) }),
    })),
    ...next,
  }
}
