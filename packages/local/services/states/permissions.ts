import type { JsonObject } from '@sfs3/asl'
import { inputOf } from '../../endpoint/json-input.ts'
import { type AwsRequest, operationOf } from '../../endpoint/service.ts'
import type { Permission } from '../../iam/permission.ts'
import type { AccountRegion } from '../account-region.ts'

export type StatesLocation = AccountRegion & {
  /** The state machine whose task a token belongs to: the resource of SendTaskSuccess and its siblings. */
  stateMachineOf: (taskToken: string) => string | undefined
}

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html */
export function statesPermissions(request: AwsRequest, at: StatesLocation): Permission[] {
  const operation = operationOf(request)
  return [{ action: `states:${operation}`, resource: resourceOf(operation, inputOf(request), at) }]
}

/** The members that name what an operation is about; the first that is there counts. */
const members = ['executionArn', 'stateMachineArn', 'activityArn', 'mapRunArn', 'stateMachineAliasArn', 'resourceArn']

function resourceOf(
  operation: string,
  input: JsonObject,
  { accountId, region, stateMachineOf }: StatesLocation,
): string {
  const prefix = `arn:aws:states:${region}:${accountId}`
  const arn = members.map((member) => input[member]).find((value) => typeof value === 'string')
  if (typeof arn === 'string') return arn.split('#')[0] ?? arn // Without the test case.
  if (typeof input.taskToken === 'string') return stateMachineOf(input.taskToken) ?? `${prefix}:stateMachine:*`
  if (operation === 'CreateActivity') return `${prefix}:activity:${input.name}`
  if (operation === 'CreateStateMachine') return `${prefix}:stateMachine:${input.name}`
  if (operation === 'ListActivities') return `${prefix}:activity:*`
  return `${prefix}:stateMachine:*`
}
