import * as z from 'zod'
import { aliasOf } from '../resources.ts'
import { routedStateMachine, routingConfiguration } from '../state-machines/routing.ts'
import type { States } from '../states.ts'
import { arn, description, seconds } from '../wire/members.ts'
import { parseRequest } from '../wire/parse-request.ts'
import { StatesError, validationException } from '../wire/states-error.ts'

const UpdateStateMachineAliasRequest = z.object({
  stateMachineAliasArn: arn,
  description,
  routingConfiguration: routingConfiguration.optional(),
})

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateStateMachineAlias.html */
export function updateStateMachineAlias(request: unknown, states: States) {
  const asked = parseRequest(UpdateStateMachineAliasRequest, request)
  const { description, routingConfiguration: routing } = asked
  const alias = aliasOf(asked.stateMachineAliasArn, states)
  if (description === undefined && routing === undefined)
    throw new StatesError(
      'MissingRequiredParameter',
      'Either the description or the routingConfiguration must be specified',
    )
  if (routing && routedStateMachine(routing, states) !== alias.stateMachineArn)
    throw validationException(
      'Routing configuration must contain versions of the state machine that the alias belongs to.',
    )
  const updatedAt = states.clock.now()
  states.store.aliases.put({
    ...alias,
    description: description ?? alias.description,
    routing: routing ?? alias.routing,
    updatedAt,
  })
  return { updateDate: seconds(updatedAt) }
}
