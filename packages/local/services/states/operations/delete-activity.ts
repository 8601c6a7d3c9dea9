import * as z from 'zod'
import type { States } from '../states.ts'
import { parseArn } from '../wire/arn.ts'
import { arn } from '../wire/members.ts'
import { parseRequest } from '../wire/parse-request.ts'

const DeleteActivityRequest = z.object({ activityArn: arn })

/**
 * Deleting what is not there succeeds.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteActivity.html
 */
export function deleteActivity(request: unknown, { store }: States) {
  const { activityArn } = parseRequest(DeleteActivityRequest, request)
  parseArn(activityArn, 'activity')
  store.activities.remove(activityArn)
  store.tags.removeAll(activityArn)
  return {}
}
