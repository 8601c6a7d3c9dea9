import type { Effect, ExecutionResult } from '../effects.ts'
import type { Branch, Doing } from '../run.ts'
import { eachSlot } from './slots.ts'
import type { StateThread, Thread, Transition } from './transition.ts'

/** Ends the run: nothing that was going on in it goes on, and a redrive finds where it stood. */
export function endExecution(t: Transition, result: ExecutionResult): void {
  stopBranch(t, t.root)
  t.cancelTimer(t.run.timeout)
  delete t.run.timeout
  t.run.result = result
  t.effect({ type: 'EndExecution', result })
}

/** Stops what a state is doing inside, and keeps where it stood. */
export function stopChildren(t: Transition, thread: StateThread, mapRun: 'FAILED' | 'ABORTED' = 'ABORTED'): void {
  const { doing } = thread.active
  if (doing.what !== 'branches' && doing.what !== 'iterations' && doing.what !== 'mapRun') return
  for (const child of childThreads(t, thread)) stopBranch(t, child)
  cancel(t, doing)
  if (doing.what === 'mapRun') t.effect({ type: 'EndMapRun', mapRunArn: doing.mapRunArn, status: mapRun })
  thread.active.doing = { what: 'stopped', inside: doing }
}

/** Stops a branch without a word in the history. */
function stopBranch(t: Transition, thread: Thread): void {
  const { state: active } = thread.branch
  if (!active || active.doing.what === 'stopped') return
  const here = t.inState(thread)
  stopChildren(t, here)
  if (here.active.doing.what === 'stopped') return
  cancel(t, here.active.doing)
  here.active.doing = { what: 'stopped' }
}

/**
 * Stops a branch because a sibling failed, and says so in the history.
 * @param after the event of the failure, which all these events follow
 */
export function abortBranch(t: Transition, thread: Thread, after: number): void {
  const { state: active } = thread.branch
  if (!active || active.doing.what === 'stopped') return
  const here = t.inState(thread)
  const { Type } = here.state
  for (const child of childThreads(t, here)) {
    if (Type === 'Map') t.recordAfter(after, 'MapIterationAborted', iterationName(here, child))
    abortBranch(t, child, after)
  }
  const { doing } = here.active
  if (doing.what === 'mapRun') t.recordAfter(after, 'MapRunAborted')
  // A state that is only being entered, or is done within its own entry, has nothing to abort.
  if (doing.what !== 'starting') t.recordAfter(after, `${Type}StateAborted`)
  stopBranch(t, here)
}

export function iterationName(map: StateThread, iteration: Thread): { index: number; name: string } {
  return { index: iteration.path.at(-1) ?? 0, name: map.active.name }
}

/** The children that are still going on. */
export function childThreads(t: Transition, thread: StateThread): Thread[] {
  const { doing } = thread.active
  const indexes =
    doing.what === 'branches'
      ? [...doing.branches.keys()].filter((index) => isOpen(doing.branches[index]))
      : doing.what === 'iterations'
        ? doing.running.map(({ index }) => index)
        : []
  return indexes.flatMap((index) => t.child(thread, index) ?? [])
}

function isOpen(branch: Branch | undefined): boolean {
  return branch !== undefined && !branch.joined
}

/** Takes back what was asked of the driver for the sake of this. */
export function cancel(t: Transition, doing: Doing): void {
  for (const effect of openEffects(doing)) {
    if (effect.type === 'RunTask' || effect.type === 'ReadItems' || effect.type === 'WriteResults') {
      t.effect({ type: 'CancelTask', task: effect.task })
    } else if (effect.type === 'StartTimer') {
      t.effect({ type: 'CancelTimer', timer: effect.timer })
    } else if (effect.type === 'StartChild') {
      t.effect({ type: 'StopChild', task: effect.task, executionArn: effect.executionArn })
    }
  }
}

/** What the driver has been asked for the sake of this and has not answered yet, children apart. */
export function openEffects(doing: Doing): Effect[] {
  switch (doing.what) {
    case 'starting':
    case 'answered':
    case 'stopped':
    case 'branches':
    case 'iterations':
      return []
    case 'waiting':
    case 'retrying':
      return [{ type: 'StartTimer', ...doing.until }]
    case 'task': {
      const { request, submitted, timeout, heartbeat } = doing
      return [
        submitted ? { ...request, submitted: submitted.output } : request,
        ...[timeout, heartbeat].flatMap((timer): Effect[] => (timer ? [{ type: 'StartTimer', ...timer }] : [])),
      ]
    }
    case 'mapRun':
      return [
        doing.started,
        ...(doing.reading ? [doing.reading] : []),
        ...(doing.writing ? [doing.writing] : []),
        ...[...eachSlot(doing.children)].flatMap((child) => (child && !child.result ? [child.request] : [])),
      ]
    default:
      return doing satisfies never
  }
}
