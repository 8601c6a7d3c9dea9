import type { States } from './states.ts'
import type { Execution } from './store/executions.ts'
import { parseArn } from './wire/arn.ts'
import { executionDoesNotExist } from './wire/states-error.ts'

/**
 * The execution with this ARN. Those of EXPRESS machines are not known to the API, as on AWS.
 * @throws StatesError InvalidArn, ExecutionDoesNotExist
 */
export function executionOf(executionArn: string, { store }: States): Execution {
  parseArn(executionArn, 'execution')
  const execution = store.executions.get(executionArn)
  if (execution === undefined) throw executionDoesNotExist(executionArn)
  return execution
}
