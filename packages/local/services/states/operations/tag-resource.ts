import * as z from 'zod'
import { taggableArn } from '../resources.ts'
import type { States } from '../states.ts'
import { arn, tags } from '../wire/members.ts'
import { parseRequest } from '../wire/parse-request.ts'
import { StatesError } from '../wire/states-error.ts'

const TagResourceRequest = z.object({ resourceArn: arn, tags })

/** AWS lets a resource have this many. */
const maxTags = 50

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_TagResource.html */
export function tagResource(request: unknown, states: States) {
  const { resourceArn, tags } = parseRequest(TagResourceRequest, request)
  const arn = taggableArn(resourceArn, states)
  const keys = new Set([...states.store.tags.list(arn), ...tags].map(({ key }) => key))
  if (keys.size > maxTags)
    throw new StatesError('TooManyTags', 'The number of tags exceeds the limit of 50.', { resourceName: arn })
  states.store.tags.put(arn, tags)
  return {}
}
