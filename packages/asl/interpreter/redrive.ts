import { childThreads } from '../execution/ending.ts'
import type { StateThread, Thread, Transition } from '../execution/transition.ts'
import { redriveMapRun } from '../states/map-run-children.ts'
import { enter, start, succeed } from './flow.ts'
import { startTimeout } from './start-and-end.ts'

/**
 * Takes an execution that did not succeed up again where it stopped: states that failed or were aborted start anew with the input
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
  // It had come to its end in the very moment in which the execution did.
  if (output !== undefined && !joined) return t.later(() => succeed(t, thread, output))
  if (branch.state?.doing.what !== 'stopped') return
  if (branch.state.enteredEventId === 0) return enter(t, thread, branch.state.name, branch.state.input)
  const here = t.inState(thread)
  here.active.retryCount = 0
  here.active.retriersUsed = []
  branch.lastEventId = redriven
  if (resumeInside(t, here, redriven)) return
  t.later(() => start(t, here))
}

/** Whether the state stopped because of something inside it, which now goes on. */
function resumeInside(t: Transition, thread: StateThread, redriven: number): boolean {
  const { active, state } = thread
  const inside = active.doing.what === 'stopped' ? active.doing.inside : undefined
  if (!inside) return false
  active.doing = inside
  if (inside.what === 'mapRun') return state.Type === 'Map' && redriveMapRun(t, { ...thread, state }, inside)
  const open = childThreads(t, thread)
  for (const child of open) resume(t, child, redriven)
  return open.length > 0
}
