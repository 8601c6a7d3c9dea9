import { childThreads } from '../execution/ending.ts'
import { enter } from '../execution/enter.ts'
import type { StateThread, Thread, Transition } from '../execution/transition.ts'
import { redriveMapRun } from '../states/map-run-children.ts'
import { act } from './flow.ts'
import { startTimeout } from './start-and-end.ts'

/**
 * Goes on with an execution that did not succeed where it stopped: states that failed or were aborted start anew with the input
 * they had and all their retries; what had succeeded stays done.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
 */
export function redrive(t: Transition): void {
  const { run } = t
  if (!run.result || run.result.status === 'SUCCEEDED') return
  delete run.result
  const { execution } = run
  run.execution = { ...execution, redriveCount: execution.redriveCount + 1, redrivenAt: t.at }
  const redriven = t.recordAfter(run.lastEventId, 'ExecutionRedriven', { redriveCount: run.execution.redriveCount })
  startTimeout(t)
  resume(t, t.root, redriven)
}

/** @param redriven the event that what happens now follows */
function resume(t: Transition, thread: Thread, redriven: number): void {
  const { branch } = thread
  const { output, joined } = branch
  // It ended in the same transition as the execution.
  if (output !== undefined && !joined) return t.later({ type: 'EndBranch', thread, output })
  if (branch.state?.status.type !== 'Stopped') return
  if (branch.state.enteredEventId === 0) return enter(t, thread, branch.state.name, branch.state.input)
  const here = t.inState(thread)
  here.active.retryCount = 0
  here.active.retriersUsed = []
  branch.lastEventId = redriven
  if (resumeInside(t, here, redriven)) return
  t.later({ type: 'RestartState', thread: here })
}

/** Resumes what is inside the state. @returns false when nothing inside it was stopped */
function resumeInside(t: Transition, thread: StateThread, redriven: number): boolean {
  const { active, state } = thread
  const inside = active.status.type === 'Stopped' ? active.status.inside : undefined
  if (!inside) return false
  active.status = inside
  if (inside.type === 'RunningMapRun') {
    const outcome = state.Type === 'Map' ? redriveMapRun(t, { ...thread, state }, inside) : undefined
    if (outcome) act(t, thread, outcome)
    return outcome !== undefined
  }
  const open = childThreads(t, thread)
  for (const child of open) resume(t, child, redriven)
  return open.length > 0
}
