import * as z from 'zod'
import type { States } from '../states.ts'
import { taggable } from '../taggable.ts'
import { arn } from '../wire/members.ts'
import { parseRequest } from '../wire/parse-request.ts'

const UntagResourceRequest = z.object({ resourceArn: arn, tagKeys: z.array(z.string().min(1).max(128)) })

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_UntagResource.html */
export function untagResource(request: unknown, states: States) {
  const { resourceArn, tagKeys } = parseRequest(UntagResourceRequest, request)
  states.store.tags.remove(taggable(resourceArn, states), tagKeys)
  return {}
}
