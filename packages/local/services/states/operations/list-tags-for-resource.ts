import * as z from 'zod'
import { taggableArn } from '../resources.ts'
import type { States } from '../states.ts'
import { arn } from '../wire/members.ts'
import { parseRequest } from '../wire/parse-request.ts'

const ListTagsForResourceRequest = z.object({ resourceArn: arn })

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListTagsForResource.html */
export function listTagsForResource(request: unknown, states: States) {
  const { resourceArn } = parseRequest(ListTagsForResourceRequest, request)
  return { tags: states.store.tags.list(taggableArn(resourceArn, states)) }
}
