import { ExecutionDoesNotExist, type SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn'
import { ExecutionNotFound, ExecutionsUnavailable } from './errors.ts'
import { namedIfUnavailable } from './unavailable.ts'

/**
 * Stops an execution: it ends ABORTED with this cause. An execution that has ended does not change.
 * @throws ExecutionNotFound, ExecutionsUnavailable
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StopExecution.html
 */
export type StopExecution = (executionArn: string, cause: string) => Promise<void>

export function sfnStopExecution(client: SFNClient): StopExecution {
  return async (executionArn, cause) => {
    try {
      await client.send(new StopExecutionCommand({ executionArn, error: 'Stopped', cause }))
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) throw new ExecutionNotFound(executionArn, { cause: error })
      throw namedIfUnavailable(error, ExecutionsUnavailable)
    }
  }
}
