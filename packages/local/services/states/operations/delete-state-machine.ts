import * as z from 'zod'
import type { States } from '../states.ts'
import { parseStateMachineArn } from '../wire/arn.ts'
import { arn } from '../wire/members.ts'
import { parseRequest } from '../wire/parse-request.ts'

const DeleteStateMachineRequest = z.object({ stateMachineArn: arn })

/**
 * Deletes the machine with its versions and aliases. Its running executions are stopped; closed ones can still be described.
 * Deleting what is not there succeeds.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteStateMachine.html
 */
export function deleteStateMachine(request: unknown, { store, driver }: States) {
  const { stateMachineArn } = parseRequest(DeleteStateMachineRequest, request)
  parseStateMachineArn(stateMachineArn)
  for (const executionArn of store.executions.runningOf(stateMachineArn))
    driver.send(executionArn, { type: 'StopRequested' })
  store.stateMachines.remove(stateMachineArn)
  store.versions.removeAll(stateMachineArn)
  store.aliases.removeAll(stateMachineArn)
  store.tags.removeAll(stateMachineArn)
  return {}
}
