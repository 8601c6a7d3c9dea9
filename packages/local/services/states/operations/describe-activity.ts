import * as z from 'zod'
import type { States } from '../states.ts'
import { parseArn } from '../wire/arn.ts'
import { arn, seconds } from '../wire/members.ts'
import { parseRequest } from '../wire/parse-request.ts'
import { activityDoesNotExist } from '../wire/states-error.ts'

const DescribeActivityRequest = z.object({ activityArn: arn })

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeActivity.html */
export function describeActivity(request: unknown, { store }: States) {
  const { activityArn } = parseRequest(DescribeActivityRequest, request)
  parseArn(activityArn, 'activity')
  const activity = store.activities.get(activityArn)
  if (activity === undefined) throw activityDoesNotExist(activityArn)
  return { activityArn, name: activity.name, creationDate: seconds(activity.createdAt) }
}
