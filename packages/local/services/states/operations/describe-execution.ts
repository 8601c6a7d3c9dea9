import * as z from 'zod'
import { redriveStatus } from '../executions/redrive-status.ts'
import { summary } from '../executions/summary.ts'
import { executionOf } from '../resources.ts'
import type { States } from '../states.ts'
import { arn, includedData } from '../wire/members.ts'
import { parseRequest } from '../wire/parse-request.ts'

const DescribeExecutionRequest = z.object({ executionArn: arn, includedData })

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html */
export function describeExecution(request: unknown, states: Pick<States, 'store' | 'clock'>) {
  const { executionArn, includedData: data } = parseRequest(DescribeExecutionRequest, request)
  const execution = executionOf(executionArn, states)
  const { input, output } = execution
  return {
    ...summary(execution),
    ...(execution.error !== null && { error: execution.error }),
    ...(execution.cause !== null && { cause: execution.cause }),
    ...(execution.traceHeader !== null && { traceHeader: execution.traceHeader }),
    ...(data === 'ALL_DATA' && { input, inputDetails: { included: true } }),
    ...(data === 'ALL_DATA' && output !== null && { output, outputDetails: { included: true } }),
    ...redriveStatus(execution, states.clock.now()),
  }
}
