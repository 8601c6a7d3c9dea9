import * as z from 'zod'
import { stateMachineOf } from '../resources.ts'
import type { States } from '../states.ts'
import { arn, maxResults, nextToken, seconds } from '../wire/members.ts'
import { page, positionOf } from '../wire/next-token.ts'
import { parseRequest } from '../wire/parse-request.ts'

const ListStateMachineVersionsRequest = z.object({ stateMachineArn: arn, maxResults, nextToken })

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListStateMachineVersions.html */
export function listStateMachineVersions(request: unknown, states: States) {
  const { stateMachineArn, maxResults: limit, nextToken } = parseRequest(ListStateMachineVersionsRequest, request)
  const machine = stateMachineOf(stateMachineArn, states)
  const before = positionOf(nextToken, Number.MAX_SAFE_INTEGER)
  const { items, ...next } = page(
    states.store.versions.list(machine.arn, before, limit + 1),
    limit,
    ({ number }) => number,
  )
  return {
    stateMachineVersions: items.map(({ arn, createdAt }) => ({
      stateMachineVersionArn: arn,
      creationDate: seconds(createdAt),
    })),
    ...next,
  }
}
