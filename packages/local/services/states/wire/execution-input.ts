import { jsonProblem } from './json-text.ts'
import { StatesError } from './states-error.ts'

/**
 * The input of an execution, which must be JSON text.
 * @throws StatesError InvalidExecutionInput
 */
export function executionInput(input: string): string {
  const problem = input.trim() === '' ? 'Invalid execution input.' : jsonProblem(input)
  if (problem === undefined) return input
  throw new StatesError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${problem}'`)
}
