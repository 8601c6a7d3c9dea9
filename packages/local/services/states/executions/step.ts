import {
  advance,
  type Effect,
  type EngineEvent,
  type Expressions,
  type HistoryEvent,
  type Run,
  TakesLong,
} from '@sfs3/asl'
import type { EpochMs } from '../../../clock/clock.ts'
import type { ExecutionEnd } from '../store/executions.ts'
import type { LiveExecution } from './live-execution.ts'

/** What one event made of an execution. */
export type Step = { event: EngineEvent; run: Run; effects: readonly Effect[]; history: readonly HistoryEvent[] }

/**
 * Advances an execution by one event. When the engine throws, the execution ends FAILED and `failed` is called with the error.
 * @throws TakesLong
 */
export function stepOf(
  live: LiveExecution,
  event: EngineEvent,
  expressions: Expressions,
  failed: (error: unknown) => void,
): Step {
  try {
    const [run, effects, history] = advance(live.machine, live.run, event, { expressions })
    const evaluated = expressions.elsewhere
    return { event: evaluated.length > 0 ? { ...event, evaluated } : event, run, effects, history }
  } catch (error) {
    if (error instanceof TakesLong) throw error
    failed(error)
    const message = error instanceof Error ? error.message : String(error)
    return failedStep(live, event, `The engine could not go on after ${event.type}: ${message}`)
  }
}

function failedStep({ run }: LiveExecution, event: EngineEvent, cause: string): Step {
  const result = { status: 'FAILED', error: 'States.Runtime', cause } as const
  return {
    event,
    run: { ...run, lastEventId: run.lastEventId + 1, result },
    effects: [{ type: 'EndExecution', result }],
    history: [executionFailed(run.lastEventId, event.at, cause)],
  }
}

/** The last event of an execution that the local region had to give up. */
export function executionFailed(lastEventId: number, at: EpochMs, cause: string): HistoryEvent {
  return {
    id: lastEventId + 1,
    previousEventId: lastEventId,
    timestamp: at,
    type: 'ExecutionFailed',
    details: { error: 'States.Runtime', cause },
  }
}

/** Nobody waited for this answer or timer any more: it need not be recorded. */
export function changedNothing({ event, effects, history }: Step): boolean {
  return effects.length === 0 && history.length === 0 && event.type !== 'ChildEnded' && event.type !== 'MapRunUpdated'
}

/** Whether this step ended the execution. */
export function hasEnded({ effects }: Step): boolean {
  return effects.some((effect) => effect.type === 'EndExecution')
}

/** What the execution's row says from now on, when this step ended it. */
export function endOf({ effects, event }: Step): ExecutionEnd | undefined {
  const end = effects.find((effect) => effect.type === 'EndExecution')
  if (end === undefined) return undefined
  const { result } = end
  const stoppedAt = event.at
  if (result.status === 'SUCCEEDED')
    return { status: 'SUCCEEDED', output: JSON.stringify(result.output), error: null, cause: null, stoppedAt }
  return { status: result.status, output: null, error: result.error ?? null, cause: result.cause ?? null, stoppedAt }
}
