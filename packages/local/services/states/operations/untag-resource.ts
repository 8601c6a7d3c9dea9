import * as z from 'zod'
import { taggableArn } from '../resources.ts'
import type { States } from '../states.ts'
import { arn } from '../wire/members.ts'
import { parseRequest } from '../wire/parse-request.ts'

const UntagResourceRequest = z.object({ resourceArn: arn, tagKeys: z.array(z.string().min(1).max(128)) })

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_UntagResource.html */
export function untagResource(request: unknown, states: States) {
  const { resourceArn, tagKeys } = parseRequest(UntagResourceRequest, request)
  states.store.tags.remove(taggableArn(resourceArn, states), tagKeys)
  return {}
}
