import { outstanding, type Run } from '@sfs3/asl'
import type { EpochMs } from '../../../clock/clock.ts'

/** What an open execution waits for. */
export type Pending = {
  /** Something is being done for it, which ends without anybody's help. */
  busy: boolean
  /** When the first of its timers is due: a wait, a retry, a timeout. */
  until: EpochMs | undefined
  /** States that wait for somebody with their task token, or for a worker of their activity. */
  answers: string[]
  /** It waits for other executions. */
  others: boolean
}

export function pendingOf(run: Run): Pending {
  const pending: Pending = { busy: false, until: undefined, answers: [], others: false }
  for (const effect of outstanding(run)) {
    if (effect.type === 'StartTimer') pending.until = Math.min(effect.at, pending.until ?? effect.at)
    else if (effect.type === 'StartChild') pending.others = true
    else if (effect.type !== 'RunTask') pending.busy ||= effect.type === 'ReadItems' || effect.type === 'WriteResults'
    else if (effect.resource.type === 'activity') pending.answers.push(effect.state)
    else if (effect.submitted === undefined) pending.busy = true
    else if (effect.taskToken !== undefined) pending.answers.push(effect.state)
    else pending.others = true
  }
  return pending
}
