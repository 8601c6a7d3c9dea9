import * as z from 'zod'
import type { States } from '../states.ts'
import { parseArn } from '../wire/arn.ts'
import { longArn } from '../wire/members.ts'
import { parseRequest } from '../wire/parse-request.ts'
import { conflict, validationException } from '../wire/states-error.ts'

const DeleteStateMachineVersionRequest = z.object({ stateMachineVersionArn: longArn })

/**
 * A version that an alias routes to stays. Deleting what is not there succeeds.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteStateMachineVersion.html
 */
export function deleteStateMachineVersion(request: unknown, { store }: States) {
  const { stateMachineVersionArn } = parseRequest(DeleteStateMachineVersionRequest, request)
  const { unqualified, qualifier } = parseArn(stateMachineVersionArn, 'stateMachine')
  if (qualifier === undefined) throw validationException(`Not a state machine version ARN: ${stateMachineVersionArn}`)
  const routing = store.aliases
    .list(unqualified, '', 1000)
    .filter(({ routing }) => routing.some((route) => route.stateMachineVersionArn === stateMachineVersionArn))
  if (routing.length > 0)
    throw conflict(
      `Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [${routing.map((alias) => alias.name).join(', ')}]`,
    )
  store.versions.remove(stateMachineVersionArn)
  return {}
}
