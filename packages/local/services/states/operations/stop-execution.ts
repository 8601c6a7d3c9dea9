import * as z from 'zod'
import { executionOf } from '../resources.ts'
import type { States } from '../states.ts'
import { arn, cause, error, seconds } from '../wire/members.ts'
import { parseRequest } from '../wire/parse-request.ts'

const StopExecutionRequest = z.object({ executionArn: arn, error, cause })

/**
 * Stopping what has already stopped changes nothing.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StopExecution.html
 */
export function stopExecution(request: unknown, states: States) {
  const { executionArn, ...why } = parseRequest(StopExecutionRequest, request)
  const { stoppedAt } = executionOf(executionArn, states)
  if (stoppedAt !== null) return { stopDate: seconds(stoppedAt) }
  states.driver.send(executionArn, {
    type: 'StopRequested',
    ...(why.error !== undefined && { error: why.error }),
    ...(why.cause !== undefined && { cause: why.cause }),
  })
  return { stopDate: seconds(states.clock.now()) }
}
