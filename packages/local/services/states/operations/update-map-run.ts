import * as z from 'zod'
import { mapRunOf } from '../resources.ts'
import type { States } from '../states.ts'
import { longArn } from '../wire/members.ts'
import { parseRequest } from '../wire/parse-request.ts'

const UpdateMapRunRequest = z.object({
  mapRunArn: longArn,
  maxConcurrency: z.number().int().min(0).optional(),
  toleratedFailurePercentage: z.number().min(0).max(100).optional(),
  toleratedFailureCount: z.number().int().min(0).optional(),
})

/**
 * New limits for a Map Run that is still going on.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateMapRun.html
 */
export function updateMapRun(request: unknown, states: States) {
  const { mapRunArn, ...given } = parseRequest(UpdateMapRunRequest, request)
  const mapRun = mapRunOf(mapRunArn, states)
  const limits = {
    maxConcurrency: given.maxConcurrency ?? mapRun.limits.maxConcurrency,
    toleratedFailureCount: given.toleratedFailureCount ?? mapRun.limits.toleratedFailureCount,
    toleratedFailurePercentage: given.toleratedFailurePercentage ?? mapRun.limits.toleratedFailurePercentage,
  }
  states.driver.send(states.store.executions.arnOf(mapRun.execution), { type: 'MapRunUpdated', mapRunArn, limits })
  states.store.mapRuns.setLimits(mapRunArn, limits)
  return {}
}
