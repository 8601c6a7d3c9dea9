import { pathOf } from './address.ts'
import { endExecution } from './ending.ts'
import type { EngineEvent, TaskId, TimerId } from './events.ts'
import { enter, start } from './flow.ts'
import { EXPRESS_DURATION_MS } from './limits.ts'
import type { DoingTask } from './run.ts'
import {
  activityStarted,
  taskFailed,
  taskHeartbeat,
  taskSubmitted,
  taskSucceeded,
  taskTimedOut,
} from './states/task.ts'
import { endWait } from './states/wait.ts'
import { details, type StateThread, type Transition } from './transition.ts'

/** Gives an event to the state that waits for it. */
export function handle(t: Transition, event: EngineEvent): void {
  if (event.type === 'Redriven') return
  if (t.run.result) return
  switch (event.type) {
    case 'ExecutionStarted':
      return startExecution(t)
    case 'TimerFired':
      return timerFired(t, event.timer)
    case 'ActivityStarted':
      return toTask(t, event.task, (thread, doing) => activityStarted(t, thread, doing, event.workerName))
    case 'TaskSubmitted':
      return toTask(t, event.task, (thread, doing) => taskSubmitted(t, thread, doing, event.output))
    case 'TaskHeartbeat':
      return toTask(t, event.task, (thread, doing) => taskHeartbeat(t, thread, doing))
    case 'TaskSucceeded':
      return toTask(t, event.task, (thread, doing) => taskSucceeded(t, thread, doing, event.output))
    case 'TaskFailed':
      return toTask(t, event.task, (thread, doing) => taskFailed(t, thread, doing, event.error, event.cause))
    case 'ItemsRead':
    case 'ChildEnded':
    case 'MapRunUpdated':
      return
    case 'StopRequested':
      return stopExecution(t, event.error, event.cause)
    default:
      return event satisfies never
  }
}

function startExecution(t: Transition): void {
  const { execution } = t.run
  const { TimeoutSeconds, StartAt } = t.machine
  t.recordAfter(0, 'ExecutionStarted', { input: execution.input, roleArn: execution.roleArn })
  const ends = [
    ...(TimeoutSeconds === undefined ? [] : [t.at + TimeoutSeconds * 1000]),
    ...(execution.type === 'EXPRESS' ? [t.at + EXPRESS_DURATION_MS] : []),
  ]
  if (ends.length > 0) t.run.timeout = t.startTimer([], Math.min(...ends))
  enter(t, t.root, StartAt, execution.input)
}

function stopExecution(t: Transition, error?: string, cause?: string): void {
  t.recordAfter(0, 'ExecutionAborted', details({ error, cause }))
  endExecution(t, {
    status: 'ABORTED',
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
  })
}

function timerFired(t: Transition, timer: TimerId): void {
  if (t.run.timeout?.timer === timer) {
    delete t.run.timeout
    t.recordAfter(0, 'ExecutionTimedOut')
    return endExecution(t, { status: 'TIMED_OUT' })
  }
  const thread = stateAt(t, timer)
  if (!thread) return
  const { doing } = thread.active
  const { state } = thread
  if (doing.what === 'waiting' && doing.until.timer === timer && state.Type === 'Wait')
    return endWait(t, { ...thread, state })
  if (doing.what === 'retrying' && doing.until.timer === timer) {
    thread.active.doing = { what: 'starting' }
    return start(t, thread)
  }
  if (doing.what !== 'task' || state.Type !== 'Task') return
  if (doing.timeout?.timer === timer) taskTimedOut(t, { ...thread, state }, doing, false)
  if (doing.heartbeat?.timer === timer) taskTimedOut(t, { ...thread, state }, doing, true)
}

function toTask(
  t: Transition,
  task: TaskId,
  then: (thread: Parameters<typeof taskFailed>[1], doing: DoingTask) => void,
): void {
  const thread = stateAt(t, task)
  const doing = thread?.active.doing
  if (thread?.state.Type !== 'Task' || doing?.what !== 'task' || doing.request.task !== task) return
  then({ ...thread, state: thread.state }, doing)
}

function stateAt(t: Transition, name: TaskId | TimerId): StateThread | undefined {
  const thread = t.thread(pathOf(name))
  return thread?.branch.state && t.inState(thread)
}
