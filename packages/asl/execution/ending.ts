import type { ExecutionResult } from '../execution-result.ts'
import type { Branch, StateStatus } from '../run.ts'
import { openEffects } from './open-effects.ts'
import type { StateThread, Thread, Transition } from './transition.ts'

/** Ends the execution: stops everything in it, and keeps where each state stood for a redrive. */
export function endExecution(t: Transition, result: ExecutionResult): void {
  stopBranch(t, t.root)
  t.cancelTimer(t.run.timeout)
  delete t.run.timeout
  t.run.result = result
  t.effect({ type: 'EndExecution', result })
}

/** Stops the branches, iterations or children of a state, and keeps where they stood. */
export function stopChildren(t: Transition, thread: StateThread, mapRun: 'FAILED' | 'ABORTED' = 'ABORTED'): void {
  const { status } = thread.active
  if (status.type !== 'RunningBranches' && status.type !== 'RunningIterations' && status.type !== 'RunningMapRun')
    return
  for (const child of childThreads(t, thread)) stopBranch(t, child)
  cancel(t, status)
  if (status.type === 'RunningMapRun') t.effect({ type: 'EndMapRun', mapRunArn: status.mapRunArn, status: mapRun })
  thread.active.status = { type: 'Stopped', inside: status }
}

/** Stops a branch without an event in the history. */
function stopBranch(t: Transition, thread: Thread): void {
  const { state: active } = thread.branch
  if (!active || active.status.type === 'Stopped') return
  const here = t.inState(thread)
  stopChildren(t, here)
  if (here.active.status.type === 'Stopped') return
  cancel(t, here.active.status)
  here.active.status = { type: 'Stopped' }
}

/**
 * Stops a branch because a sibling failed, and says so in the history.
 * @param after the event of the failure, which all these events follow
 */
export function abortBranch(t: Transition, thread: Thread, after: number): void {
  const { state: active } = thread.branch
  if (!active || active.status.type === 'Stopped') return
  const here = t.inState(thread)
  const { Type } = here.state
  for (const child of childThreads(t, here)) {
    if (Type === 'Map') t.recordAfter(after, 'MapIterationAborted', iterationName(here, child))
    abortBranch(t, child, after)
  }
  const { status } = here.active
  if (status.type === 'RunningMapRun') t.recordAfter(after, 'MapRunAborted')
  // A state that is only being entered, or that ends within its own entry, has nothing to abort.
  if (status.type !== 'Starting') t.recordAfter(after, `${Type}StateAborted`)
  stopBranch(t, here)
}

export function iterationName(map: StateThread, iteration: Thread): { index: number; name: string } {
  return { index: iteration.path.at(-1) ?? 0, name: map.active.name }
}

/** The branches or iterations that are still running. */
export function childThreads(t: Transition, thread: StateThread): Thread[] {
  const { status } = thread.active
  const indexes =
    status.type === 'RunningBranches'
      ? [...status.branches.keys()].filter((index) => isOpen(status.branches[index]))
      : status.type === 'RunningIterations'
        ? status.running.map(({ index }) => index)
        : []
  return indexes.flatMap((index) => t.child(thread, index) ?? [])
}

function isOpen(branch: Branch | undefined): boolean {
  return branch !== undefined && !branch.joined
}

/** Cancels the effects that the state has asked for and that are not answered yet. */
function cancel(t: Transition, status: StateStatus): void {
  for (const effect of openEffects(status)) {
    if (effect.type === 'RunTask' || effect.type === 'ReadItems' || effect.type === 'WriteResults') {
      t.effect({ type: 'CancelTask', task: effect.task })
    } else if (effect.type === 'StartTimer') {
      t.effect({ type: 'CancelTimer', timer: effect.timer })
    } else if (effect.type === 'StartChild') {
      t.effect({ type: 'StopChild', task: effect.task, executionArn: effect.executionArn })
    }
  }
}
