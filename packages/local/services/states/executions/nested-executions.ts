import { isDeepStrictEqual } from 'node:util'
import type { Json, JsonObject } from '@sfs3/asl'
import type { EpochMs } from '../../../clock/clock.ts'
import type { NestedExecutions } from '../integrations/integration.ts'
import { describeExecution } from '../operations/describe-execution.ts'
import type { States } from '../states.ts'
import { parseArn } from '../wire/arn.ts'

type Executions = Pick<States, 'store' | 'driver' | 'clock' | 'arns'>

/** The executions that Task states start, as they see them. */
export function nestedExecutions(executions: Executions): NestedExecutions {
  const { driver } = executions
  return {
    startedSince: (parameters, since) => startedSince(parameters, since, executions),
    descriptionAtEnd(executionArn) {
      const describe = () => capitalised(describeExecution({ executionArn }, executions))
      return new Promise((resolve) => {
        if (driver.isOpen(executionArn)) driver.onEnd(executionArn, () => resolve(describe()))
        else resolve(describe())
      })
    },
    stop: (executionArn) => void driver.send(executionArn, { type: 'StopRequested' }),
  }
}

/** An execution with another input was started by somebody else. */
function startedSince(
  { StateMachineArn, Name, Input }: JsonObject,
  since: EpochMs,
  { store, arns }: Executions,
): JsonObject | undefined {
  const { name } = parseArn(String(StateMachineArn).split('#')[0] ?? '', 'stateMachine')
  const execution = store.executions.get(arns.execution(name, String(Name)))
  if (execution === undefined || execution.startedAt < since) return undefined
  const input = typeof Input === 'string' ? (JSON.parse(Input) as Json) : (Input ?? {})
  if (!isDeepStrictEqual(JSON.parse(execution.input), input)) return undefined
  return { ExecutionArn: execution.arn, StartDate: new Date(execution.startedAt).toISOString().replace('.000Z', 'Z') }
}

/** What DescribeExecution answers, as a Task state sees it: names capitalised, times in milliseconds. */
function capitalised(description: object): JsonObject {
  const members = Object.entries(description).map(([name, value]: [string, unknown]) => {
    const name_ = name.charAt(0).toUpperCase() + name.slice(1)
    if (typeof value === 'number' && name.endsWith('Date')) return [name_, Math.round(value * 1000)] as const
    const isDetails = typeof value === 'object' && value !== null
    return [name_, isDetails ? capitalised(value) : (value as Json)] as const
  })
  return Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1)))
}
