import * as z from 'zod'
import type { States } from '../states.ts'
import { parseArn } from '../wire/arn.ts'
import { arn } from '../wire/members.ts'
import { parseRequest } from '../wire/parse-request.ts'

const DeleteStateMachineAliasRequest = z.object({ stateMachineAliasArn: arn })

/**
 * Deleting what is not there succeeds.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteStateMachineAlias.html
 */
export function deleteStateMachineAlias(request: unknown, { store }: States) {
  const { stateMachineAliasArn } = parseRequest(DeleteStateMachineAliasRequest, request)
  parseArn(stateMachineAliasArn, 'stateMachine')
  store.aliases.remove(stateMachineAliasArn)
  return {}
}
