import type { EpochMs } from '../../../clock/clock.ts'
import type { Store } from '../store/store.ts'
import type { LiveExecution } from './live-execution.ts'
import { endOf, executionFailed, type Step } from './step.ts'

/**
 * Writes what a step made of an execution: its event and history, the execution's end, its Map Runs.
 * @param endIsKnown its row says already that this step ended it
 * @throws Error when it cannot be written; then nothing of the transaction is
 */
export function record(
  { journal, executions, mapRuns }: Store,
  live: LiveExecution,
  step: Step,
  endIsKnown: boolean,
): void {
  const { at } = step.event
  journal.append(live.id, live.seq, step.event, step.history, step.run.lastEventId)
  const end = endIsKnown ? undefined : endOf(step)
  if (end) executions.end(live.id, end)
  for (const effect of step.effects) {
    if (effect.type === 'EndMapRun') mapRuns.end(effect.mapRunArn, effect.status, at)
    if (effect.type === 'StartMapRun') {
      const { mapRunArn: arn, state, items, limits } = effect
      mapRuns.start({ arn, execution: live.id, state, items, limits, startedAt: at })
    }
  }
}

/** Writes the end of an execution that cannot be replayed. */
export function recordAbandoned(
  { journal, executions, waitingEvents }: Store,
  execution: number,
  cause: string,
  at: EpochMs,
): void {
  const { seq, lastEventId } = journal.last(execution)
  const history = [executionFailed(lastEventId, at, cause)]
  const event = { type: 'StopRequested', at, error: 'States.Runtime', cause } as const
  journal.append(execution, seq + 1, event, history, lastEventId + 1)
  waitingEvents.clear(execution)
  executions.end(execution, { status: 'FAILED', output: null, error: 'States.Runtime', cause, stoppedAt: at })
}
