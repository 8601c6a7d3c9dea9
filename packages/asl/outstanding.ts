import type { Effect } from './effects.ts'
import { openEffects } from './execution/open-effects.ts'
import type { Branch, Run } from './run.ts'

/**
 * The effects of a run that are not answered yet: what a driver performs again after a restart. Timers keep their original time; a task
 * whose service has accepted the request carries `submitted`, so that it is not sent twice.
 */
export function outstanding(run: Run): Effect[] {
  if (run.result) return []
  return [...(run.timeout ? [{ type: 'StartTimer' as const, ...run.timeout }] : []), ...ofBranch(run.root)]
}

function ofBranch({ state }: Branch): Effect[] {
  if (!state) return []
  const { status } = state
  const children =
    status.type === 'RunningBranches'
      ? status.branches
      : status.type === 'RunningIterations'
        ? status.running.map(({ branch }) => branch)
        : []
  return [...openEffects(status), ...children.flatMap(ofBranch)]
}
