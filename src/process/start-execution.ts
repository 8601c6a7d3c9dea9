import {
  ExecutionAlreadyExists,
  ExecutionLimitExceeded,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import { ExecutionsUnavailable } from './errors.ts'
import { executionArnOf } from './execution-arn.ts'
import type { Started } from './execution-state.ts'
import type { Json } from './json.ts'
import type { TransactionId } from './transaction-id.ts'
import { namedIfUnavailable } from './unavailable.ts'

/**
 * Starts an execution whose name is the transaction id, and returns its ARN. Without `input` it gets the transaction id, by
 * which the steps find the process data. Starting it again changes nothing and returns the same ARN, even after its end.
 * @throws ExecutionsUnavailable
 */
export type StartExecution = (transactionId: TransactionId, input?: Json) => Promise<string>

/** `onStarted` is called when Step Functions has started the execution, not when it had already ended. */
export function sfnStartExecution(
  client: SFNClient,
  stateMachineArn: string,
  onStarted: (started: Started) => Promise<void> = async () => {},
): StartExecution {
  return async (transactionId, input = { processData: transactionId }) => {
    try {
      const { executionArn = executionArnOf(stateMachineArn, transactionId), startDate } = await client.send(
        new StartExecutionCommand({ stateMachineArn, name: transactionId, input: JSON.stringify(input) }),
      )
      if (startDate) await onStarted({ executionArn, startDate: startDate.toISOString() })
      return executionArn
    } catch (error) {
      if (error instanceof ExecutionAlreadyExists) return executionArnOf(stateMachineArn, transactionId)
      // As many executions run as the account may have.
      if (error instanceof ExecutionLimitExceeded) throw new ExecutionsUnavailable({ cause: error })
      throw namedIfUnavailable(error, ExecutionsUnavailable)
    }
  }
}
