import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  GetExecutionHistoryCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn'
import { eventually, type FakeClock } from '@sfs3/local/testing'

/** Waits until an execution has ended. With a clock, time moves to what is due next whenever only time can go on. */
export const executionEnd = (
  sfn: SFNClient,
  executionArn: string,
  clock?: FakeClock,
): Promise<DescribeExecutionOutput> =>
  eventually(async () => {
    const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }))
    if (execution.status !== 'RUNNING') return execution
    if (clock && (await waitsForTime(sfn, executionArn))) clock.next()
    return undefined
  })

/** Whether the execution is in a Wait state, waits for a task token or before another attempt. */
const waitsForTime = async (sfn: SFNClient, executionArn: string) => {
  const { events } = await sfn.send(new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 1 }))
  return ['WaitStateEntered', 'TaskSubmitted', 'LambdaFunctionFailed', 'TaskFailed'].includes(events?.[0]?.type ?? '')
}
