import type { ParallelState } from '../definition.ts'
import { effectiveInput, stateOutput } from '../execution/data-flow.ts'
import { abortBranch, childThreads } from '../execution/ending.ts'
import { enter } from '../execution/enter.ts'
import type { Failure } from '../execution/failure.ts'
import { attempt, fail, leave, type StateOutcome, WAIT } from '../execution/outcome.ts'
import type { StateThread, Thread, Transition } from '../execution/transition.ts'

type ParallelThread = StateThread<ParallelState>

/** Starts all branches with the same input. @see https://states-language.net/#parallel-state */
export function startParallel(t: Transition, thread: ParallelThread): StateOutcome {
  const { state, active, branch, path } = thread
  const input = effectiveInput(t, thread)
  const lastEventId = t.record(thread, 'ParallelStateStarted')
  const branches = state.Branches.map(() =>
    t.newBranch({ variables: branch.variables, lastEventId, ...itemIndexOf(branch) }),
  )
  active.status = { type: 'RunningBranches', branches }
  for (const [index, machine] of state.Branches.entries()) {
    const child = branches[index]
    if (child) enter(t, { path: [...path, index], machine, branch: child }, machine.StartAt, input)
  }
  return WAIT
}

/** Branches of a Parallel state within a Map iteration are of its item, too. */
function itemIndexOf({ itemIndex }: Thread['branch']) {
  return itemIndex === undefined ? {} : { itemIndex }
}

export function branchSucceeded(t: Transition, thread: ParallelThread, child: Thread): StateOutcome {
  const { active, branch } = thread
  const { status } = active
  if (status.type !== 'RunningBranches') return WAIT
  child.branch.joined = true
  if (!status.branches.every((done) => done.joined)) return WAIT
  branch.lastEventId = child.branch.lastEventId
  const output = status.branches.map((done) => done.output ?? null)
  t.recordAfter(branch.lastEventId, 'ParallelStateSucceeded')
  return attempt(t, thread, () => leave(stateOutput(t, thread, output)))
}

/** One failed branch fails the Parallel state; the others are aborted. */
export function branchFailed(t: Transition, thread: ParallelThread, child: Thread, failure: Failure): StateOutcome {
  const after = child.branch.lastEventId
  for (const open of [child, ...childThreads(t, thread).filter(({ path }) => path.at(-1) !== child.path.at(-1))]) {
    abortBranch(t, open, after)
  }
  thread.branch.lastEventId = after
  return fail(failure)
}
