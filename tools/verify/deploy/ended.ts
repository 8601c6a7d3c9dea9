import { DescribeExecutionCommand, type DescribeExecutionOutput, type SFNClient } from '@aws-sdk/client-sfn'
import { until } from '../until.ts'

/** Waits until an execution has ended, however it did, and tells how. */
export const ended = (states: SFNClient, executionArn: string): Promise<DescribeExecutionOutput> =>
  until(`the end of ${executionArn}`, async () => {
    const execution = await states.send(new DescribeExecutionCommand({ executionArn }))
    return execution.status === 'RUNNING' ? undefined : execution
  })
