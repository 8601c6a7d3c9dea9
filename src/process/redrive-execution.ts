import {
  ExecutionDoesNotExist,
  ExecutionLimitExceeded,
  ExecutionNotRedrivable,
  RedriveExecutionCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn'
import { ExecutionNotFound, ExecutionsUnavailable, NotRedrivable } from './errors.ts'
import { namedIfUnavailable } from './unavailable.ts'

/**
 * Redrives an execution: it continues from the state that failed. The same token redrives it once.
 * @throws ExecutionNotFound, NotRedrivable, ExecutionsUnavailable
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_RedriveExecution.html
 */
export type RedriveExecution = (executionArn: string, clientToken: string) => Promise<void>

export function sfnRedriveExecution(client: SFNClient): RedriveExecution {
  return async (executionArn, clientToken) => {
    try {
      await client.send(new RedriveExecutionCommand({ executionArn, clientToken }))
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) throw new ExecutionNotFound(executionArn, { cause: error })
      if (error instanceof ExecutionNotRedrivable) throw new NotRedrivable(error.message, { cause: error })
      if (error instanceof ExecutionLimitExceeded) throw new ExecutionsUnavailable({ cause: error })
      throw namedIfUnavailable(error, ExecutionsUnavailable)
    }
  }
}
