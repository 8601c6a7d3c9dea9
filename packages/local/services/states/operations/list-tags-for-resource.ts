import * as z from 'zod'
import type { States } from '../states.ts'
import { taggable } from '../taggable.ts'
import { arn } from '../wire/members.ts'
import { parseRequest } from '../wire/parse-request.ts'

const ListTagsForResourceRequest = z.object({ resourceArn: arn })

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListTagsForResource.html */
export function listTagsForResource(request: unknown, states: States) {
  const { resourceArn } = parseRequest(ListTagsForResourceRequest, request)
  return { tags: states.store.tags.list(taggable(resourceArn, states)) }
}
