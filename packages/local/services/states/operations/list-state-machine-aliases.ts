import * as z from 'zod'
import type { States } from '../states.ts'
import { parseArn } from '../wire/arn.ts'
import { arn, maxResults, nextToken, seconds } from '../wire/members.ts'
import { page, positionOf } from '../wire/next-token.ts'
import { parseRequest } from '../wire/parse-request.ts'
import { stateMachineDoesNotExist } from '../wire/states-error.ts'

const ListStateMachineAliasesRequest = z.object({ stateMachineArn: arn, maxResults, nextToken })

/**
 * All aliases of a state machine; of a version, those that route to it.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListStateMachineAliases.html
 */
export function listStateMachineAliases(request: unknown, { store }: States) {
  const { stateMachineArn, maxResults: limit, nextToken } = parseRequest(ListStateMachineAliasesRequest, request)
  const { unqualified, qualifier } = parseArn(stateMachineArn, 'stateMachine')
  const machine = store.stateMachines.get(unqualified)
  if (machine === undefined || (qualifier !== undefined && store.versions.get(stateMachineArn) === undefined))
    throw stateMachineDoesNotExist(stateMachineArn)
  const found = store.aliases
    .list(machine.arn, positionOf(nextToken, ''), qualifier === undefined ? limit + 1 : 1000)
    .filter(
      ({ routing }) =>
        qualifier === undefined || routing.some((route) => route.stateMachineVersionArn === stateMachineArn),
    )
  const { items, ...next } = page(found, limit, ({ name }) => name)
  return {
    stateMachineAliases: items.map(({ arn, createdAt }) => ({
      stateMachineAliasArn: arn,
      creationDate: seconds(createdAt),
    })),
    ...next,
  }
}
