import * as z from 'zod'
import type { States } from '../states.ts'
import { validName } from '../wire/arn.ts'
import { seconds, tags } from '../wire/members.ts'
import { parseRequest } from '../wire/parse-request.ts'

const CreateActivityRequest = z.object({ name: z.string(), tags: tags.default([]) })

/**
 * Creating it again finds it.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateActivity.html
 */
export function createActivity(request: unknown, { store, arns, clock }: States) {
  const asked = parseRequest(CreateActivityRequest, request)
  const name = validName(asked.name)
  const activityArn = arns.activity(name)
  const existing = store.activities.get(activityArn)
  const createdAt = existing?.createdAt ?? clock.now()
  if (!existing) {
    store.activities.create({ arn: activityArn, name, createdAt })
    store.tags.put(activityArn, asked.tags)
  }
  return { activityArn, creationDate: seconds(createdAt) }
}
