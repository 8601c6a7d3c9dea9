import * as z from 'zod'
import { redriveStatus } from '../executions/redrive-status.ts'
import { executionOf } from '../resources.ts'
import type { States } from '../states.ts'
import { arn, seconds } from '../wire/members.ts'
import { parseRequest } from '../wire/parse-request.ts'
import { StatesError } from '../wire/states-error.ts'

const RedriveExecutionRequest = z.object({ executionArn: arn, clientToken: z.string().min(1).max(64).optional() })

/**
 * Opens an execution again where it failed.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_RedriveExecution.html
 */
export function redriveExecution(request: unknown, states: States) {
  const { executionArn } = parseRequest(RedriveExecutionRequest, request)
  const execution = executionOf(executionArn, states)
  const { redriveStatus: status, ...why } = redriveStatus(execution, states.clock.now())
  if (status !== 'REDRIVABLE') throw notRedrivable('redriveStatusReason' in why ? why.redriveStatusReason : status)
  try {
    return { redriveDate: seconds(states.driver.redrive(execution)) }
  } catch (error) {
    throw notRedrivable(`Its journal cannot be replayed: ${error instanceof Error ? error.message : error}`)
  }
}

const notRedrivable = (why: string) => new StatesError('ExecutionNotRedrivable', why)
