import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import { ExecutionNotFound, ExecutionsUnavailable } from './errors.ts'
import type { TransactionId } from './transaction-id.ts'
import { isUnavailable } from './unavailable.ts'

/** How an execution stands. Only one that ended has a `stopDate`; only one that did not succeed has an `error` and a `cause`. */
export type Execution = {
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'PENDING_REDRIVE'
  startDate: Date
  stopDate?: Date
  error?: string
  cause?: string
}

/**
 * Starts the execution of a process under its transaction id and returns the execution ARN. Starting it again changes
 * nothing and returns the same ARN, even when that execution has ended.
 * @throws ExecutionsUnavailable
 */
export type StartExecution = (transactionId: TransactionId) => Promise<string>

/** Tells how an execution stands. @throws ExecutionNotFound, ExecutionsUnavailable */
export type DescribeExecution = (executionArn: string) => Promise<Execution>

export const sfnStartExecution =
  (client: SFNClient, stateMachineArn: string): StartExecution =>
  async (transactionId) => {
    const input = JSON.stringify({ processData: transactionId })
    try {
      const { executionArn } = await client.send(
        new StartExecutionCommand({ stateMachineArn, name: transactionId, input }),
      )
      return executionArn ?? executionArnOf(stateMachineArn, transactionId)
    } catch (error) {
      if (error instanceof ExecutionAlreadyExists) return executionArnOf(stateMachineArn, transactionId)
      throw isUnavailable(error) ? new ExecutionsUnavailable({ cause: error }) : error
    }
  }

export const sfnDescribeExecution =
  (client: SFNClient): DescribeExecution =>
  async (executionArn) => {
    try {
      const { status, startDate, stopDate, error, cause } = await client.send(
        new DescribeExecutionCommand({ executionArn }),
      )
      if (!status || !startDate) throw new Error(`DescribeExecution of ${executionArn} answered without a status`)
      return {
        status,
        startDate,
        ...(stopDate && { stopDate }),
        ...(error !== undefined && { error }),
        ...(cause !== undefined && { cause }),
      }
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) throw new ExecutionNotFound(executionArn, { cause: error })
      throw isUnavailable(error) ? new ExecutionsUnavailable({ cause: error }) : error
    }
  }

/** The name of an execution is all that its ARN adds to that of its state machine. */
const executionArnOf = (stateMachineArn: string, name: string) =>
  `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`
