import type { States } from '../states.ts'
import type { Execution, ExecutionStatus } from '../store/executions.ts'
import { redriveStatus } from './redrive-status.ts'

/**
 * The detail of an EventBridge event "Step Functions Execution Status Change".
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
export type StatusChange = {
  executionArn: string
  stateMachineArn: string
  name: string
  status: ExecutionStatus
  /** Times are milliseconds since 1970. */
  startDate: number
  stopDate: number | null
  input: string
  output: string | null
  inputDetails: { included: boolean }
  outputDetails: { included: boolean } | null
  error: string | null
  cause: string | null
  stateMachineVersionArn: string | null
  stateMachineAliasArn: string | null
  redriveCount: number
  redriveDate: number | null
  redriveStatus: string
  redriveStatusReason: string | null
}

/**
 * The event of a STANDARD execution that started (or was redriven) or ended; undefined for an EXPRESS one, which sends none.
 * An execution that ended as soon as it started sends both.
 */
export function statusChange(
  executionArn: string,
  started: boolean,
  { store, clock }: Pick<States, 'store' | 'clock'>,
): StatusChange | undefined {
  const found = store.executions.get(executionArn)
  if (found === undefined || found.type === 'EXPRESS') return undefined
  const execution: Execution = started
    ? { ...found, status: 'RUNNING', output: null, error: null, cause: null, stoppedAt: null }
    : found
  const { redriveStatus: status, ...reason } = redriveStatus(execution, clock.now())
  const { output } = execution
  return {
    executionArn,
    stateMachineArn: execution.stateMachineArn,
    name: execution.name,
    status: execution.status,
    startDate: execution.startedAt,
    stopDate: execution.stoppedAt,
    input: execution.input,
    output,
    inputDetails: { included: true },
    outputDetails: output === null ? null : { included: true },
    error: execution.error,
    cause: execution.cause,
    stateMachineVersionArn: execution.versionArn,
    stateMachineAliasArn: execution.aliasArn,
    redriveCount: execution.redriveCount,
    redriveDate: execution.redrivenAt,
    redriveStatus: status,
    redriveStatusReason: 'redriveStatusReason' in reason ? reason.redriveStatusReason : null,
  }
}
