import { DescribeExecutionCommand, ExecutionDoesNotExist, type SFNClient } from '@aws-sdk/client-sfn'
import { withoutTraces } from './cause.ts'
import type { DescribeExecution } from './current-state.ts'
import { ExecutionNotFound, ExecutionsUnavailable } from './errors.ts'
import { namedIfUnavailable } from './unavailable.ts'

/** Calls DescribeExecution. */
export function sfnDescribeExecution(client: SFNClient): DescribeExecution {
  return async (executionArn) => {
    try {
      const described = await client.send(new DescribeExecutionCommand({ executionArn }))
      const { status, startDate, stopDate, output, error, cause, redriveCount = 0 } = described
      if (!status || !startDate) throw new Error(`DescribeExecution of ${executionArn} answered without a status`)

      const started = { executionArn, startDate: startDate.toISOString() }
      if (!stopDate || status === 'RUNNING' || status === 'PENDING_REDRIVE')
        return { state: { ...started, status: 'RUNNING' }, redriveCount }

      const ended = { ...started, stopDate: stopDate.toISOString() }
      if (status === 'SUCCEEDED')
        return { state: { ...ended, status, output: JSON.parse(output ?? 'null') }, redriveCount }
      return {
        state: {
          ...ended,
          status,
          ...(error !== undefined && { error }),
          ...(cause !== undefined && { cause: withoutTraces(cause) }),
        },
        redriveCount,
      }
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) throw new ExecutionNotFound(executionArn, { cause: error })
      throw namedIfUnavailable(error, ExecutionsUnavailable)
    }
  }
}
