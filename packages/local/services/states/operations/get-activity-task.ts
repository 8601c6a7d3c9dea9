import * as z from 'zod'
import { activityOf } from '../resources.ts'
import type { States } from '../states.ts'
import type { ActivityTask } from '../tasks/activity-queues.ts'
import { arn, name } from '../wire/members.ts'
import { parseRequest } from '../wire/parse-request.ts'

const GetActivityTaskRequest = z.object({ activityArn: arn, workerName: name.optional() })

/** How long AWS lets a worker wait for a task. */
const longPollMs = 60_000

/**
 * Waits for a task of the activity; that a worker took it is recorded before the answer.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetActivityTask.html
 */
export async function getActivityTask(request: unknown, states: States) {
  const { activityArn, workerName } = parseRequest(GetActivityTaskRequest, request)
  activityOf(activityArn, states)

  const taken = await nextTask(activityArn, states)
  if (taken === undefined) return { taskToken: null }
  const { executionArn, task, taskToken, input } = taken
  states.driver.send(executionArn, { type: 'ActivityStarted', task, ...(workerName !== undefined && { workerName }) })
  return { taskToken, input }
}

function nextTask(activityArn: string, { clock, activities }: States): Promise<ActivityTask | undefined> {
  return new Promise((resolve) => {
    const giveUp = clock.at(clock.now() + longPollMs, () => {
      leave()
      resolve(undefined)
    })
    const leave = activities.poll(activityArn, (task) => {
      giveUp()
      resolve(task)
    })
  })
}
