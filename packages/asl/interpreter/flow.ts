import type { Handover } from '../execution/data-flow.ts'
import { endExecution } from '../execution/ending.ts'
import { details, type StateThread, type Thread, type Transition } from '../execution/transition.ts'
import type { Json } from '../json.ts'
import { StateError } from '../state-error.ts'
import { startChoice } from '../states/choice.ts'
import { startFail } from '../states/fail.ts'
import { iterationSucceeded, startMap } from '../states/map.ts'
import { branchSucceeded, startParallel } from '../states/parallel.ts'
import { startPass } from '../states/pass.ts'
import { startSucceed } from '../states/succeed.ts'
import { startTask } from '../states/task.ts'
import { startWait } from '../states/wait.ts'
import { excess, fail, failEvaluation } from './failure.ts'

/** Sends a thread into a state, as soon as it is this thread's turn. */
export function enter(t: Transition, thread: Thread, name: string, input: Json): void {
  const { branch } = thread
  const entering = {
    name,
    enteredAt: t.at,
    enteredEventId: 0,
    input,
    retryCount: 0,
    retriersUsed: [],
    doing: { what: 'starting' as const },
  }
  branch.state = entering
  t.later(() => {
    if (branch.state !== entering || entering.doing.what !== 'starting') return
    const here = t.inState(thread)
    const before = branch.lastEventId
    entering.enteredEventId = t.record(thread, `${here.state.Type}StateEntered`, { input, name })
    start(t, here, before)
  })
}

/**
 * Does a state's work from its beginning: when it is entered, retried or redriven.
 * @param before the event that a failed evaluation follows; one that comes with the entry follows what came before the entry
 */
export function start(t: Transition, thread: StateThread, before = thread.branch.lastEventId): void {
  attempt(t, thread, () => startState(t, thread), before)
}

/** Does something with a state that ends in the state's failure when a field of it cannot be evaluated. */
export function attempt(t: Transition, thread: StateThread, act: () => void, before?: number): void {
  try {
    act()
  } catch (error) {
    if (!(error instanceof StateError)) throw error
    failEvaluation(t, thread, error, before)
  }
}

function startState(t: Transition, thread: StateThread): void {
  const { state } = thread
  switch (state.Type) {
    case 'Task':
      return startTask(t, { ...thread, state })
    case 'Pass':
      return startPass(t, { ...thread, state })
    case 'Choice':
      return startChoice(t, { ...thread, state })
    case 'Wait':
      return startWait(t, { ...thread, state })
    case 'Succeed':
      return startSucceed(t, { ...thread, state })
    case 'Fail':
      return startFail(t, { ...thread, state })
    case 'Parallel':
      return startParallel(t, { ...thread, state })
    case 'Map':
      return startMap(t, { ...thread, state })
    default:
      return state satisfies never
  }
}

/** Brings a thread out of its state and on to the next, or to its end when there is none. */
export function leave(t: Transition, thread: StateThread, handover: Handover, next = thread.state.Next): void {
  const { branch, active, state } = thread
  const tooMuch = excess(thread, handover)
  if (tooMuch) return fail(t, thread, tooMuch)
  const { output, assigned } = handover
  const assignedVariables = assigned && Object.keys(assigned).length > 0 ? assigned : undefined
  t.record(thread, `${state.Type}StateExited`, details({ name: active.name, output, assignedVariables }))
  if (assigned) branch.variables = { ...branch.variables, ...assigned }
  if (next !== undefined) return enter(t, thread, next, output)
  delete branch.state
  branch.output = output
  t.later(() => succeed(t, thread, output))
}

/** The branch came to its end; whatever it is in goes on from there, if that has not been stopped meanwhile. */
export function succeed(t: Transition, thread: Thread, output: Json): void {
  if (thread.path.length === 0) {
    t.record(thread, 'ExecutionSucceeded', { output })
    return endExecution(t, { status: 'SUCCEEDED', output })
  }
  if (t.thread(thread.path)?.branch !== thread.branch) return
  const parent = t.parent(thread)
  const { what } = parent.active.doing
  if (what === 'branches') branchSucceeded(t, parent, thread)
  if (what === 'iterations') iterationSucceeded(t, parent, thread, output)
}
