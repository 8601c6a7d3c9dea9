import type { Machine } from './definition.ts'
import type { Effect } from './effects.ts'
import type { EngineEvent } from './events.ts'
import { HistoryFull } from './execution/limits.ts'
import type { StateObserver } from './execution/observer.ts'
import { Transition } from './execution/transition.ts'
import type { HistoryEvent } from './history.ts'
import { dispatch } from './interpreter/dispatch.ts'
import { takeTurns } from './interpreter/flow.ts'
import { endForHistory } from './interpreter/start-and-end.ts'
import { Expressions } from './jsonata/long-expressions.ts'
import type { Run } from './run.ts'

export type AdvanceOptions = {
  /** TestState's. */
  observer?: StateObserver | undefined
  /** Evaluates those that take no longer than a moment; without it all of them are evaluated here, for seconds perhaps. */
  expressions?: Expressions | undefined
}

/**
 * Advances an execution by one event, as far as it can go without an answer from outside.
 *
 * Reads no clock and performs nothing: the same arguments always give the same result. An event for a task or a timer that is not
 * open any more, such as a late answer, changes nothing.
 * @returns the next run, the effects that the driver must perform, and the new events of the history
 * @throws TakesLong when it was given `expressions`, and one of them is to be evaluated elsewhere first
 */
export function advance(
  machine: Machine,
  run: Run,
  event: EngineEvent,
  { observer, expressions }: AdvanceOptions = {},
): [Run, Effect[], HistoryEvent[]] {
  const t = new Transition(machine, run, event.at, {
    observer,
    expressions: expressions ?? (event.evaluated && new Expressions(event.evaluated)),
  })
  expressions?.begin()
  try {
    dispatch(t, event)
    takeTurns(t)
  } catch (error) {
    if (!(error instanceof HistoryFull)) throw error
    endForHistory(t)
  }
  return [t.finish(), t.effects, t.history]
}
