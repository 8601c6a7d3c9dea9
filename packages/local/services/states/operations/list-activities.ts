import * as z from 'zod'
import type { States } from '../states.ts'
import { maxResults, nextToken, seconds } from '../wire/members.ts'
import { page, positionOf } from '../wire/next-token.ts'
import { parseRequest } from '../wire/parse-request.ts'

const ListActivitiesRequest = z.object({ maxResults, nextToken })

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListActivities.html */
export function listActivities(request: unknown, { store }: States) {
  const { maxResults: limit, nextToken } = parseRequest(ListActivitiesRequest, request)
  const { items, ...next } = page(
    store.activities.list(positionOf(nextToken, ''), limit + 1),
    limit,
    ({ name }) => name,
  )
  return {
    activities: items.map(({ arn, name, createdAt }) => ({
      activityArn: arn,
      name,
      creationDate: seconds(createdAt),
    })),
    ...next,
  }
}
