import * as z from 'zod'
import type { States } from '../states.ts'
import { cause, error } from '../wire/members.ts'
import { parseRequest } from '../wire/parse-request.ts'

const SendTaskFailureRequest = z.object({ taskToken: z.string().min(1).max(2048), error, cause })

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskFailure.html */
export async function sendTaskFailure(request: unknown, { driver, tokens }: States) {
  const { taskToken, error, cause } = parseRequest(SendTaskFailureRequest, request)
  await tokens.get(taskToken).submitted
  const { executionArn, task } = tokens.get(taskToken)
  driver.send(executionArn, {
    type: 'TaskFailed',
    task,
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
  })
  return {}
}
