import type { Json } from './json.ts'
import type { ProcessData } from './process-data.ts'
import type { StartExecution } from './start-execution.ts'
import type { TransactionId } from './transaction-id.ts'

/** What the caller calls the work, if it said so. It travels in the input of executions, and functions log it. */
export type Correlation = { correlationId?: string }

/**
 * Writes the input, then starts the execution that works on it, and returns the execution ARN. In this order an execution
 * never lacks its input; if it cannot be started, the input that is left behind expires. Done again, it changes nothing.
 * @throws ProcessDataUnavailable, ExecutionsUnavailable
 */
export async function startProcess(
  data: ProcessData,
  startExecution: StartExecution,
  transactionId: TransactionId,
  input: Json,
  correlation: Correlation = {},
): Promise<string> {
  await data.create(transactionId, input)
  return startExecution(transactionId, { processData: transactionId, ...correlation })
}
