import type { JsonObject } from '@sfs3/asl'
import type { Permission } from '../../iam/permission.ts'
import type { Place } from '../../iam/permissions.ts'

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html */
export function statesPermissions(operation: string, input: JsonObject, place: Place): Permission[] {
  return [{ action: `states:${operation}`, resource: resourceOf(operation, input, place) }]
}

/** The members that name what an operation is about; the first that is there counts. */
const members = ['executionArn', 'stateMachineArn', 'activityArn', 'mapRunArn', 'stateMachineAliasArn', 'resourceArn']

function resourceOf(operation: string, input: JsonObject, { accountId, region, stateMachineOf }: Place): string {
  const prefix = `arn:aws:states:${region}:${accountId}`
  const arn = members.map((member) => input[member]).find((value) => typeof value === 'string')
  if (typeof arn === 'string') return arn
  if (typeof input.taskToken === 'string') return stateMachineOf?.(input.taskToken) ?? `${prefix}:stateMachine:*`
  if (operation === 'CreateActivity') return `${prefix}:activity:${input.name}`
  if (operation === 'CreateStateMachine') return `${prefix}:stateMachine:${input.name}`
  if (operation === 'ListActivities') return `${prefix}:activity:*`
  return `${prefix}:stateMachine:*`
}
