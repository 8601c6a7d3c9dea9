import { details } from '../execution/details.ts'
import { endExecution } from '../execution/ending.ts'
import { enter } from '../execution/enter.ts'
import { EXPRESS_DURATION_MS } from '../execution/limits.ts'
import type { Transition } from '../execution/transition.ts'

export function startExecution(t: Transition): void {
  const { input, roleArn } = t.run.execution
  t.recordAfter(0, 'ExecutionStarted', { input, roleArn })
  startTimeout(t)
  enter(t, t.root, t.machine.StartAt, input)
}

/** Starts the timer of the time that the execution may take, counted from now. */
export function startTimeout(t: Transition): void {
  const { TimeoutSeconds } = t.machine
  const ends = [
    ...(TimeoutSeconds === undefined ? [] : [t.at + TimeoutSeconds * 1000]),
    ...(t.run.execution.type === 'EXPRESS' ? [t.at + EXPRESS_DURATION_MS] : []),
  ]
  if (ends.length > 0) t.run.timeout = t.startTimer([], Math.min(...ends))
}

/** The execution's own time is up. Unlike a state's timeout this ends it as TIMED_OUT, with neither error nor cause. */
export function executionTimedOut(t: Transition): void {
  t.recordAfter(0, 'ExecutionTimedOut')
  endExecution(t, { status: 'TIMED_OUT' })
}

export function stopExecution(t: Transition, { error, cause }: { error?: string; cause?: string }): void {
  t.recordAfter(0, 'ExecutionAborted', details({ error, cause }))
  endExecution(t, {
    status: 'ABORTED',
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
  })
}

/** The history has room for one more event only. */
export function endForHistory(t: Transition): void {
  if (t.run.execution.type === 'EXPRESS') return executionTimedOut(t)
  const error = 'States.Runtime'
  const cause = 'The execution reached the maximum number of history events (25000).'
  t.record(t.root, 'ExecutionFailed', { error, cause })
  endExecution(t, { status: 'FAILED', error, cause })
}
