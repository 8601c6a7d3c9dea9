import type { Execution } from '../store/executions.ts'
import { seconds } from '../wire/members.ts'

/** An execution as ListExecutions answers it. */
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
