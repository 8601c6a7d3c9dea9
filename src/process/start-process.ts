import type { Json } from './json.ts'
import type { ProcessData } from './process-data.ts'
import type { StartExecution } from './start-execution.ts'
import type { TransactionId } from './transaction-id.ts'

/** The correlation id of the request, if it has one. It is part of the input of executions, and functions log it. */
export type Correlation = { correlationId?: string }

/**
 * Writes the input, then starts the execution, and returns its ARN. In this order an execution always has its input; if the
 * execution cannot be started, the input expires. Calling it again changes nothing.
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
