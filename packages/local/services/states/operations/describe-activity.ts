import * as z from 'zod'
import { activityOf } from '../resources.ts'
import type { States } from '../states.ts'
import { arn, seconds } from '../wire/members.ts'
import { parseRequest } from '../wire/parse-request.ts'

const DescribeActivityRequest = z.object({ activityArn: arn })

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeActivity.html */
export function describeActivity(request: unknown, states: States) {
  const { activityArn } = parseRequest(DescribeActivityRequest, request)
  const { name, createdAt } = activityOf(activityArn, states)
  return { activityArn, name, creationDate: seconds(createdAt) }
}
