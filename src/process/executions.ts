import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { ExecutionsUnavailable } from './errors.ts'
import { executionArnOf } from './execution-arn.ts'
import type { Started } from './outcome.ts'
import type { TransactionId } from './transaction-id.ts'
import { isUnavailable } from './unavailable.ts'

/**
 * Starts the execution of a process under its transaction id and returns the execution ARN. Starting it again changes
 * nothing and returns the same ARN, even when that execution has ended.
 * @throws ExecutionsUnavailable
 */
export type StartExecution = (transactionId: TransactionId) => Promise<string>

/** `onStarted` is told when Step Functions has started it, not when it had been started and ended before. */
export const sfnStartExecution =
  (
    client: SFNClient,
    stateMachineArn: string,
    onStarted: (started: Started) => Promise<void> = async () => {},
  ): StartExecution =>
  async (transactionId) => {
    const input = JSON.stringify({ processData: transactionId })
    try {
      const { executionArn = executionArnOf(stateMachineArn, transactionId), startDate } = await client.send(
        new StartExecutionCommand({ stateMachineArn, name: transactionId, input }),
      )
      if (startDate) await onStarted({ executionArn, startDate: startDate.toISOString() })
      return executionArn
    } catch (error) {
      if (error instanceof ExecutionAlreadyExists) return executionArnOf(stateMachineArn, transactionId)
      throw isUnavailable(error) ? new ExecutionsUnavailable({ cause: error }) : error
    }
  }
