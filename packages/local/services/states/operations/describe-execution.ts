import * as z from 'zod'
import { executionOf } from '../execution-of.ts'
import { redriveStatus } from '../executions/redrive-status.ts'
import type { States } from '../states.ts'
import type { Execution } from '../store/executions.ts'
import { arn, includedData, seconds } from '../wire/members.ts'
import { parseRequest } from '../wire/parse-request.ts'

const DescribeExecutionRequest = z.object({ executionArn: arn, includedData })

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html */
export function describeExecution(request: unknown, states: States) {
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

/** What ListExecutions tells of an execution. */
export function summary(execution: Execution) {
  const { arn: executionArn, stateMachineArn, name, status } = execution
  return {
    executionArn,
    stateMachineArn,
    name,
    status,
    startDate: seconds(execution.startedAt),
    redriveCount: execution.redriveCount,
    ...(execution.stoppedAt !== null && { stopDate: seconds(execution.stoppedAt) }),
    ...(execution.redrivenAt !== null && { redriveDate: seconds(execution.redrivenAt) }),
    ...(execution.mapRunArn !== null && { mapRunArn: execution.mapRunArn }),
    ...(execution.versionArn !== null && { stateMachineVersionArn: execution.versionArn }),
    ...(execution.aliasArn !== null && { stateMachineAliasArn: execution.aliasArn }),
  }
}
