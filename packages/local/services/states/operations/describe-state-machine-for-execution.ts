import * as z from 'zod'
import { executionOf } from '../resources.ts'
import { describeRevision } from '../state-machines/describe-revision.ts'
import type { States } from '../states.ts'
import { parseArn } from '../wire/arn.ts'
import { arn, includedData, seconds } from '../wire/members.ts'
import { parseRequest } from '../wire/parse-request.ts'

const DescribeStateMachineForExecutionRequest = z.object({ executionArn: arn, includedData })

/**
 * The state machine as it was when the execution started.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachineForExecution.html
 */
export function describeStateMachineForExecution(request: unknown, states: States) {
  const { executionArn } = parseRequest(DescribeStateMachineForExecutionRequest, request)
  const execution = executionOf(executionArn, states)
  const revision = states.store.stateMachines.revision(execution.revision)
  const { name } = parseArn(execution.stateMachineArn, 'stateMachine')
  return {
    stateMachineArn: execution.stateMachineArn,
    name: name.split('/')[0],
    updateDate: seconds(revision.createdAt),
    ...(execution.mapRunArn !== null && { mapRunArn: execution.mapRunArn, label: name.split('/')[1] }),
    ...describeRevision(revision),
  }
}
