import type { Machine } from './definition.ts'
import type { Effect } from './effects.ts'
import type { EngineEvent } from './events.ts'
import type { HistoryEvent } from './history.ts'
import type { Run } from './run.ts'

/**
 * What an event makes of a run: the next run, what the driver has to do now, and what to add to the history. Runs on as far as
 * it can without an answer from outside. Reads no clock and does nothing: the same arguments always give the same.
 */
export function advance(machine: Machine, run: Run, event: EngineEvent): [Run, Effect[], HistoryEvent[]] {
  throw new Error(`NotImplemented: ${event.type} of ${run.execution.name} in ${machine.StartAt}`)
}

/** The effects of a run that are still open: what a driver has to take up again after a restart. */
export function outstanding(machine: Machine, run: Run): Effect[] {
  throw new Error(`NotImplemented: ${run.execution.name} in ${machine.StartAt}`)
}
