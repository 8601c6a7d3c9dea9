import type { StateOutput } from '../execution/data-flow.ts'
import { details } from '../execution/details.ts'
import { endExecution, stopChildren } from '../execution/ending.ts'
import { enter } from '../execution/enter.ts'
import type { Failure } from '../execution/failure.ts'
import { exceededLimit } from '../execution/failure-causes.ts'
import { attempt, type StateOutcome } from '../execution/outcome.ts'
import type { StateThread, Thread, Transition, Turn } from '../execution/transition.ts'
import type { Json } from '../json.ts'
import type { ActiveState } from '../run.ts'
import { startChoice } from '../states/choice.ts'
import { startFail } from '../states/fail.ts'
import { startMap } from '../states/map.ts'
import { iterationFailed, iterationSucceeded } from '../states/map-iterations.ts'
import { branchFailed, branchSucceeded, startParallel } from '../states/parallel.ts'
import { startPass } from '../states/pass.ts'
import { startSucceed } from '../states/succeed.ts'
import { startTask, taskStarted } from '../states/task.ts'
import { startWait } from '../states/wait.ts'
import { handleFailure } from './retry-catch.ts'

/** Acts on what became of a state. Nothing else moves a thread from state to state. */
export function act(t: Transition, thread: StateThread, outcome: StateOutcome): void {
  switch (outcome.type) {
    case 'Wait':
      return
    case 'Leave':
      return leaveState(t, thread, outcome.output, outcome.next)
    case 'Fail':
      return failState(t, thread, outcome.failure)
    default:
      return outcome satisfies never
  }
}

/** Lets threads take their turns until nothing can be done without an answer from outside. */
export function takeTurns(t: Transition): void {
  for (let turn = t.nextTurn(); turn; turn = t.nextTurn()) takeTurn(t, turn)
}

function takeTurn(t: Transition, turn: Turn): void {
  switch (turn.type) {
    case 'EnterState':
      return enterState(t, turn.thread, turn.entering)
    case 'RestartState':
      return start(t, turn.thread)
    case 'TaskStarted':
      return taskStarted(t, turn.thread, turn.task)
    case 'EndBranch':
      return endBranch(t, turn.thread, turn.output)
    default:
      return turn satisfies never
  }
}

function enterState(t: Transition, thread: Thread, entering: ActiveState): void {
  const { branch } = thread
  if (branch.state !== entering || entering.status.type !== 'Starting') return
  const here = t.inState(thread)
  const before = branch.lastEventId
  const { input, name } = entering
  entering.enteredEventId = t.record(thread, `${here.state.Type}StateEntered`, { input, name })
  start(t, here, before)
}

/**
 * Does a state's work from its beginning: when it is entered, retried or redriven.
 * @param before the event that a failed evaluation follows; one that comes with the entry follows what came before the entry
 */
export function start(t: Transition, thread: StateThread, before = thread.branch.lastEventId): void {
  act(
    t,
    thread,
    attempt(t, thread, () => startState(t, thread), before),
  )
}

function startState(t: Transition, thread: StateThread): StateOutcome {
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
function leaveState(t: Transition, thread: StateThread, result: StateOutput, next = thread.state.Next): void {
  const { branch, active, state } = thread
  const tooLarge = exceededLimit(thread, result)
  if (tooLarge) return failState(t, thread, tooLarge)
  const { output, assigned } = result
  const assignedVariables = assigned && Object.keys(assigned).length > 0 ? assigned : undefined
  t.record(thread, `${state.Type}StateExited`, details({ name: active.name, output, assignedVariables }))
  if (assigned) branch.variables = { ...branch.variables, ...assigned }
  if (next !== undefined) return enter(t, thread, next, output)
  delete branch.state
  branch.output = output
  t.later({ type: 'EndBranch', thread, output })
}

/** The branch ended. The state around it continues, unless it has been stopped meanwhile. */
function endBranch(t: Transition, thread: Thread, output: Json): void {
  if (thread.path.length === 0) {
    t.record(thread, 'ExecutionSucceeded', { output })
    return endExecution(t, { status: 'SUCCEEDED', output })
  }
  if (t.thread(thread.path)?.branch !== thread.branch) return
  const parent = t.parent(thread)
  const { state } = parent
  if (state.Type === 'Parallel') act(t, parent, branchSucceeded(t, { ...parent, state }, thread))
  if (state.Type === 'Map') act(t, parent, iterationSucceeded(t, { ...parent, state }, thread, output))
}

/**
 * A failed state is retried, or its thread goes where a catcher says, or the state around it fails too. `States.Runtime` cannot be
 * handled: it ends the execution, however deep the thread is.
 */
function failState(t: Transition, thread: StateThread, failure: Failure): void {
  t.observer?.failed(failure)
  if (failure.error === 'States.Runtime') return failExecution(t, thread, failure)
  stopChildren(t, thread)
  const handled = handleFailure(t, thread, failure)
  if (handled.type === 'Wait') return
  const { Type } = thread.state
  if (Type === 'Map' || Type === 'Parallel') t.record(thread, `${Type}StateFailed`)
  if (handled.type === 'Leave') leaveState(t, thread, handled.output, handled.next)
  else failBranch(t, thread, handled.failure)
}

function failBranch(t: Transition, thread: StateThread, failure: Failure): void {
  if (thread.path.length === 0) return failExecution(t, thread, failure)
  const parent = t.parent(thread)
  const { state } = parent
  if (state.Type === 'Parallel') act(t, parent, branchFailed(t, { ...parent, state }, thread, failure))
  if (state.Type === 'Map') act(t, parent, iterationFailed(t, { ...parent, state }, thread, failure))
}

function failExecution(t: Transition, thread: StateThread, { error, cause }: Failure): void {
  t.record(thread, 'ExecutionFailed', details({ error, cause }))
  endExecution(t, { status: 'FAILED', ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) })
}
