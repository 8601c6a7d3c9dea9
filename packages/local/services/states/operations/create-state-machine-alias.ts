import * as z from 'zod'
import { routedStateMachine, routingConfiguration } from '../state-machines/routing.ts'
import type { States } from '../states.ts'
import { description, seconds } from '../wire/members.ts'
import { parseRequest } from '../wire/parse-request.ts'
import { conflict } from '../wire/states-error.ts'

/** As AWS writes it, because its error message has it. */
const pattern = String.raw`^(?=.*[a-zA-Z_\-\.])[a-zA-Z0-9_\-\.]+$`

const CreateStateMachineAliasRequest = z.object({
  name: z.string().min(1).max(80).regex(new RegExp(pattern)),
  description,
  routingConfiguration,
})

/**
 * Creating the same alias again finds it.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachineAlias.html
 */
export function createStateMachineAlias(request: unknown, states: States) {
  const asked = parseRequest(CreateStateMachineAliasRequest, request)
  const { name, description, routingConfiguration: routing } = asked
  const stateMachineArn = routedStateMachine(routing, states)
  const arn = `${stateMachineArn}:${name}`
  const existing = states.store.aliases.get(arn)
  if (existing) {
    if (existing.description !== description || JSON.stringify(existing.routing) !== JSON.stringify(routing))
      throw conflict(
        'Failed to create alias because an alias with the same name and a different routing configuration already exists.',
      )
    return { stateMachineAliasArn: arn, creationDate: seconds(existing.createdAt) }
  }
  const now = states.clock.now()
  states.store.aliases.put({ arn, stateMachineArn, name, description, routing, createdAt: now, updatedAt: now })
  return { stateMachineAliasArn: arn, creationDate: seconds(now) }
}
