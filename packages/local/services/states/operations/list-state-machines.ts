import * as z from 'zod'
import type { States } from '../states.ts'
import { maxResults, nextToken, seconds } from '../wire/members.ts'
import { page, positionOf } from '../wire/next-token.ts'
import { parseRequest } from '../wire/parse-request.ts'

const ListStateMachinesRequest = z.object({ maxResults, nextToken })

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListStateMachines.html */
export function listStateMachines(request: unknown, { store }: States) {
  const { maxResults: limit, nextToken } = parseRequest(ListStateMachinesRequest, request)
  const found = store.stateMachines.list(positionOf(nextToken, ''), limit + 1)
  const { items, ...next } = page(found, limit, ({ name }) => name)
  return {
    stateMachines: items.map(({ arn, name, type, createdAt }) => ({
      stateMachineArn: arn,
      name,
      type,
      creationDate: seconds(createdAt),
    })),
    ...next,
  }
}
