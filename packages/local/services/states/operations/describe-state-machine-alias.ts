import * as z from 'zod'
import { aliasOf } from '../resources.ts'
import type { States } from '../states.ts'
import { arn, seconds } from '../wire/members.ts'
import { parseRequest } from '../wire/parse-request.ts'

const DescribeStateMachineAliasRequest = z.object({ stateMachineAliasArn: arn })

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachineAlias.html */
export function describeStateMachineAlias(request: unknown, states: States) {
  const { stateMachineAliasArn } = parseRequest(DescribeStateMachineAliasRequest, request)
  const { name, description, routing, createdAt, updatedAt } = aliasOf(stateMachineAliasArn, states)
  return {
    stateMachineAliasArn,
    name,
    ...(description !== undefined && { description }),
    routingConfiguration: routing,
    creationDate: seconds(createdAt),
    updateDate: seconds(updatedAt),
  }
}
