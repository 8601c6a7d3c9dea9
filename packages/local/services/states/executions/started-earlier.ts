import { isDeepStrictEqual } from 'node:util'
import type { Json, JsonObject } from '@sfs3/asl'
import type { EpochMs } from '../../../clock/clock.ts'
import type { States } from '../states.ts'
import { parseArn } from '../wire/arn.ts'

/**
 * The execution that a nested start with these parameters made since its parent began, as StartExecution answers. An execution
 * with another input was started by somebody else.
 */
export function startedEarlier(
  { StateMachineArn, Name, Input }: JsonObject,
  since: EpochMs,
  { store, arns }: States,
): JsonObject | undefined {
  const { name } = parseArn(String(StateMachineArn), 'stateMachine')
  const execution = store.executions.get(arns.execution(name, String(Name)))
  if (execution === undefined || execution.startedAt < since) return undefined
  const input = typeof Input === 'string' ? (JSON.parse(Input) as Json) : (Input ?? {})
  if (!isDeepStrictEqual(JSON.parse(execution.input), input)) return undefined
  return { ExecutionArn: execution.arn, StartDate: new Date(execution.startedAt).toISOString().replace('.000Z', 'Z') }
}
