import type { Json } from '@sfs3/asl'
import * as z from 'zod'
import type { States } from '../states.ts'
import { jsonProblem } from '../wire/json-text.ts'
import { jsonText } from '../wire/members.ts'
import { parseRequest } from '../wire/parse-request.ts'
import { StatesError } from '../wire/states-error.ts'

const SendTaskSuccessRequest = z.object({ taskToken: z.string().min(1).max(2048), output: jsonText })

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html */
export async function sendTaskSuccess(request: unknown, { driver, tokens }: States) {
  const { taskToken, output } = parseRequest(SendTaskSuccessRequest, request)
  const { submitted } = tokens.get(taskToken)
  const problem = jsonProblem(output)
  if (problem !== undefined) throw new StatesError('InvalidOutput', `Invalid Output: '${problem}'`)

  await submitted
  const { executionArn, task } = tokens.get(taskToken)
  driver.send(executionArn, { type: 'TaskSucceeded', task, output: JSON.parse(output) as Json })
  return {}
}
