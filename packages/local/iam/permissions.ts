import { inputOf } from '../endpoint/json-input.ts'
import { type AwsRequest, operationOf } from '../endpoint/service.ts'
import { dynamodbPermissions } from '../services/dynamodb/permissions.ts'
import { eventsPermissions } from '../services/events/permissions.ts'
import { lambdaPermissions } from '../services/lambda/permissions.ts'
import { snsPermissions } from '../services/sns/permissions.ts'
import { sqsPermissions } from '../services/sqs/permissions.ts'
import { statesPermissions } from '../services/states/permissions.ts'
import type { Permission } from './permission.ts'

export type Place = {
  /** Whose account and region the resources are in that requests name without them. */
  accountId: string
  region: string
  /** The state machine whose task a token belongs to: the resource of SendTaskSuccess and its siblings. */
  stateMachineOf?: ((taskToken: string) => string | undefined) | undefined
}

/** What a request to a service needs to be allowed. S3 asks by itself (`s3.ts`); GetCallerIdentity is for everybody. */
export function permissionsOf(service: string, request: AwsRequest, place: Place): Permission[] {
  switch (service) {
    case 'dynamodb':
      return dynamodbPermissions(operationOf(request), inputOf(request), place)
    case 'events':
      return eventsPermissions(operationOf(request), inputOf(request), place)
    case 'lambda':
      return lambdaPermissions(request, place)
    case 'sns':
      return snsPermissions(new URLSearchParams(request.body.toString()), place)
    case 'sqs':
      return sqsPermissions(request, place)
    case 'states':
      return statesPermissions(operationOf(request), inputOf(request), place)
    default:
      return []
  }
}
