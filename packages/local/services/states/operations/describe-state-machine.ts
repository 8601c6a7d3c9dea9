import * as z from 'zod'
import { describeRevision } from '../state-machines/describe-revision.ts'
import type { States } from '../states.ts'
import { parseStateMachineArn } from '../wire/arn.ts'
import { arn, includedData, seconds } from '../wire/members.ts'
import { parseRequest } from '../wire/parse-request.ts'
import { stateMachineDoesNotExist } from '../wire/states-error.ts'

const DescribeStateMachineRequest = z.object({ stateMachineArn: arn, includedData })

/**
 * Of a state machine or of one of its versions.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachine.html
 */
export function describeStateMachine(request: unknown, { store }: States) {
  const { stateMachineArn } = parseRequest(DescribeStateMachineRequest, request)
  const { unqualified, qualifier } = parseStateMachineArn(stateMachineArn)
  const machine = store.stateMachines.get(unqualified)
  const version = qualifier === undefined ? undefined : store.versions.get(stateMachineArn)
  if (machine === undefined || (qualifier !== undefined && version === undefined))
    throw stateMachineDoesNotExist(stateMachineArn)
  const revision = version ? store.stateMachines.revision(version.revision) : machine.revision
  return {
    stateMachineArn,
    name: machine.name,
    type: machine.type,
    status: machine.status,
    creationDate: seconds(version?.createdAt ?? machine.createdAt),
    ...(version?.description !== undefined && { description: version.description }),
    ...describeRevision(revision),
  }
}
