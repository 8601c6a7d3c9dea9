import type { Effect } from './effects.ts'
import { openEffects } from './execution/ending.ts'
import type { Branch, Run } from './run.ts'

/**
 * The effects of a run that are still open: what a driver takes up again after a restart. Timers keep their original time; a task
 * whose service has accepted the request carries `submitted`, so that it is not sent twice.
 */
export function outstanding(run: Run): Effect[] {
  if (run.result) return []
  return [...(run.timeout ? [{ type: 'StartTimer' as const, ...run.timeout }] : []), ...ofBranch(run.root)]
}

function ofBranch({ state }: Branch): Effect[] {
  if (!state) return []
  const { doing } = state
  const children =
    doing.what === 'branches'
      ? doing.branches
      : doing.what === 'iterations'
        ? doing.running.map(({ branch }) => branch)
        : []
  return [...openEffects(doing), ...children.flatMap(ofBranch)]
}
