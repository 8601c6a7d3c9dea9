import { DescribeExecutionCommand, ExecutionDoesNotExist, type SFNClient } from '@aws-sdk/client-sfn'
import { withoutTraces } from './cause.ts'
import type { DescribeStanding } from './current-state.ts'
import { ExecutionNotFound, ExecutionsUnavailable } from './errors.ts'
import { isUnavailable } from './unavailable.ts'

/** Asks Step Functions once, without trying again: a question that it cannot answer now can wait. */
export function sfnDescribeStanding(client: SFNClient): DescribeStanding {
  return async (executionArn) => {
    try {
      const described = await client.send(new DescribeExecutionCommand({ executionArn }))
      const { status, startDate, stopDate, output, error, cause, redriveCount = 0 } = described
      if (!status || !startDate) throw new Error(`DescribeExecution of ${executionArn} answered without a status`)

      const started = { executionArn, startDate: startDate.toISOString() }
      if (!stopDate || status === 'RUNNING' || status === 'PENDING_REDRIVE')
        return { standing: { ...started, status: 'RUNNING' }, redriveCount }

      const ended = { ...started, stopDate: stopDate.toISOString() }
      if (status === 'SUCCEEDED')
        return { standing: { ...ended, status, output: JSON.parse(output ?? 'null') }, redriveCount }
      return {
        standing: {
          ...ended,
          status,
          ...(error !== undefined && { error }),
          ...(cause !== undefined && { cause: withoutTraces(cause) }),
        },
        redriveCount,
      }
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) throw new ExecutionNotFound(executionArn, { cause: error })
      throw isUnavailable(error) ? new ExecutionsUnavailable({ cause: error }) : error
    }
  }
}
