import * as z from 'zod'
import type { States } from '../states.ts'
import { parseRequest } from '../wire/parse-request.ts'

const SendTaskHeartbeatRequest = z.object({ taskToken: z.string().min(1).max(2048) })

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskHeartbeat.html */
export async function sendTaskHeartbeat(request: unknown, { driver, tokens }: States) {
  const { taskToken } = parseRequest(SendTaskHeartbeatRequest, request)
  await tokens.get(taskToken).submitted
  const { executionArn, task } = tokens.get(taskToken)
  driver.send(executionArn, { type: 'TaskHeartbeat', task })
  return {}
}
