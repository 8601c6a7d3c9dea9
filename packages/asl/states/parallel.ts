import type { ParallelState } from '../definition.ts'
import { effectiveInput, handover } from '../execution/data-flow.ts'
import { abortBranch, childThreads } from '../execution/ending.ts'
import type { StateThread, Thread, Transition } from '../execution/transition.ts'
import { type Failure, fail } from '../interpreter/failure.ts'
import { attempt, enter, leave } from '../interpreter/flow.ts'

/** Starts all branches with the same input. @see https://states-language.net/#parallel-state */
export function startParallel(t: Transition, thread: StateThread<ParallelState>): void {
  const { state, active, branch, path } = thread
  const input = effectiveInput(t, thread)
  const lastEventId = t.record(thread, 'ParallelStateStarted')
  const branches = state.Branches.map(() =>
    t.newBranch({ variables: branch.variables, lastEventId, ...itemIndexOf(branch) }),
  )
  active.doing = { what: 'branches', branches }
  for (const [index, machine] of state.Branches.entries()) {
    const child = branches[index]
    if (child) enter(t, { path: [...path, index], machine, branch: child }, machine.StartAt, input)
  }
}

/** Branches of a Parallel state within a Map iteration are of its item, too. */
function itemIndexOf({ itemIndex }: Thread['branch']) {
  return itemIndex === undefined ? {} : { itemIndex }
}

export function branchSucceeded(t: Transition, thread: StateThread, child: Thread): void {
  const { active, branch } = thread
  const { doing } = active
  child.branch.joined = true
  if (doing.what !== 'branches' || !doing.branches.every((done) => done.joined)) return
  branch.lastEventId = child.branch.lastEventId
  const output = doing.branches.map((done) => done.output ?? null)
  t.recordAfter(branch.lastEventId, 'ParallelStateSucceeded')
  attempt(t, thread, () => leave(t, thread, handover(t, thread, output)))
}

export function branchFailed(t: Transition, thread: StateThread, child: Thread, failure: Failure): void {
  const after = child.branch.lastEventId
  for (const open of [child, ...childThreads(t, thread).filter(({ path }) => path.at(-1) !== child.path.at(-1))]) {
    abortBranch(t, open, after)
  }
  thread.branch.lastEventId = after
  fail(t, thread, failure)
}
