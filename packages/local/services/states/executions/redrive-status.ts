import type { EpochMs } from '../../../clock/clock.ts'
import type { Execution } from '../store/executions.ts'

/** AWS redrives executions that closed within the last 14 days. */
const redrivableMs = 14 * 86_400_000

/** Whether RedriveExecution would work, in the words of DescribeExecution. */
export function redriveStatus({ status, stoppedAt, mapRunArn }: Execution, now: EpochMs) {
  const not = (redriveStatusReason: string) => ({ redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason }) as const
  if (status === 'RUNNING' || status === 'SUCCEEDED') return not(`Execution is ${status} and cannot be redriven`)
  if (stoppedAt !== null && now - stoppedAt > redrivableMs)
    return not('Execution history has expired and cannot be redriven')
  if (mapRunArn !== null) return { redriveStatus: 'REDRIVABLE_BY_MAP_RUN' } as const
  return { redriveStatus: 'REDRIVABLE' } as const
}
