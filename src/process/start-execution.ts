import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { ExecutionsUnavailable } from './errors.ts'
import { executionArnOf } from './execution-arn.ts'
import type { Started } from './execution-state.ts'
import type { Json } from './json.ts'
import type { TransactionId } from './transaction-id.ts'
import { isUnavailable } from './unavailable.ts'

/**
 * Starts an execution under its transaction id and returns the execution ARN. Its input is the transaction id, since the
 * data of a process is in S3, unless another one is given. Starting it again changes nothing and returns the same ARN, even
 * when that execution has ended.
 * @throws ExecutionsUnavailable
 */
export type StartExecution = (transactionId: TransactionId, input?: Json) => Promise<string>

/** `onStarted` is told when Step Functions has started it, not when it had been started and ended before. */
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
      throw isUnavailable(error) ? new ExecutionsUnavailable({ cause: error }) : error
    }
  }
}
