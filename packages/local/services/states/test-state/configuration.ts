import { findState, type Mock, type State, workflowsOf } from '@sfs3/asl'
import * as z from 'zod'
import { jsonText } from '../wire/members.ts'
import { validationException } from '../wire/states-error.ts'

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_TestStateConfiguration.html */
export const StateConfiguration = z.object({
  retrierRetryCount: z.number().int().min(0).optional(),
  errorCausedByState: z.string().min(1).max(80).optional(),
  mapIterationFailureCount: z.number().int().min(0).optional(),
  mapItemReaderData: jsonText.optional(),
})
export type StateConfiguration = z.infer<typeof StateConfiguration>

/** @throws StatesError ValidationException when it does not fit the state and its mock */
export function checkConfiguration(state: State, configuration: StateConfiguration, mock: Mock): void {
  const { mapIterationFailureCount = 0, errorCausedByState } = configuration
  if ('result' in mock && Array.isArray(mock.result) && mapIterationFailureCount > mock.result.length)
    throw validationException('Map iteration failure count must be less than or equal to the number of Map iterations')
  if (errorCausedByState === undefined) return
  if (!workflowsOf(state).some((machine) => findState(machine, errorCausedByState)))
    throw validationException('State not found in definition')
}
