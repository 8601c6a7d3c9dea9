import type { MapState, TaskState } from '../definition.ts'
import type { EngineEvent, TaskId, TimerId } from '../events.ts'
import { pathOf } from '../execution/address.ts'
import { childThreads } from '../execution/ending.ts'
import { type StateOutcome, WAIT } from '../execution/outcome.ts'
import type { StateThread, Thread, Transition } from '../execution/transition.ts'
import type { RunningMapRun, RunningTask } from '../run.ts'
import { itemsRead } from '../states/map-run.ts'
import { childEnded, mapRunUpdated } from '../states/map-run-children.ts'
import { mapRunRequestFailed, resultsWritten } from '../states/map-run-end.ts'
import {
  activityMissing,
  activityStarted,
  taskFailed,
  taskHeartbeat,
  taskScheduled,
  taskSubmitted,
  taskSucceeded,
  taskTimedOut,
} from '../states/task.ts'
import { endWait } from '../states/wait.ts'
import { act, start } from './flow.ts'
import { redrive } from './redrive.ts'
import { executionTimedOut, startExecution, stopExecution } from './start-and-end.ts'

/** Gives an event to the state that waits for it, and acts on what becomes of the state. */
export function dispatch(t: Transition, event: EngineEvent): void {
  if (event.type === 'Redriven') return redrive(t)
  if (t.run.result) return
  switch (event.type) {
    case 'ExecutionStarted':
      return startExecution(t)
    case 'TimerFired':
      return timerFired(t, event.timer)
    case 'ActivityScheduled':
      return toTask(t, event.task, (thread, task) => taskScheduled(t, thread, task))
    case 'ActivityMissing':
      return toTask(t, event.task, (thread) => activityMissing(t, thread))
    case 'ActivityStarted':
      return toTask(t, event.task, (thread, task) => activityStarted(t, thread, task, event.workerName))
    case 'TaskSubmitted':
      return toTask(t, event.task, (thread, task) => taskSubmitted(t, thread, task, event.output))
    case 'TaskHeartbeat':
      return toTask(t, event.task, (thread, task) => taskHeartbeat(t, thread, task))
    case 'TaskSucceeded':
      toTask(t, event.task, (thread, task) => taskSucceeded(t, thread, task, event.output))
      return toMapRun(t, event.task, (thread, mapRun) =>
        mapRun.writing?.task === event.task ? resultsWritten(t, thread, mapRun) : WAIT,
      )
    case 'TaskFailed': {
      const { task: name, error, cause } = event
      toTask(t, name, (thread, task) => taskFailed(t, thread, task, error, cause))
      return toMapRun(t, name, (thread, mapRun) =>
        mapRun.reading?.task === name || mapRun.writing?.task === name
          ? mapRunRequestFailed(t, thread, mapRun, { error, cause })
          : WAIT,
      )
    }
    case 'ItemsRead':
      return toMapRun(t, event.task, (thread, mapRun) =>
        mapRun.reading?.task === event.task ? itemsRead(t, thread, mapRun, event.items) : WAIT,
      )
    case 'ChildEnded':
      return toMapRun(t, event.task, (thread, mapRun) => childEnded(t, thread, mapRun, event.task, event.result))
    case 'MapRunUpdated':
      return toMapRunCalled(t, t.root, event.mapRunArn, (thread, mapRun) =>
        mapRunUpdated(t, thread, mapRun, event.limits),
      )
    case 'StopRequested':
      return stopExecution(t, event)
    default:
      return event satisfies never
  }
}

function timerFired(t: Transition, timer: TimerId): void {
  if (t.run.timeout?.timer === timer) {
    delete t.run.timeout
    return executionTimedOut(t)
  }
  const thread = stateAt(t, timer)
  if (!thread) return
  const { status } = thread.active
  const { state } = thread
  if (status.type === 'Waiting' && status.until.timer === timer && state.Type === 'Wait')
    return act(t, thread, endWait(t, { ...thread, state }))
  if (status.type === 'Retrying' && status.until.timer === timer) {
    thread.active.status = { type: 'Starting' }
    return start(t, thread)
  }
  if (status.type !== 'RunningTask' || state.Type !== 'Task') return
  if (status.timeout?.timer === timer) act(t, thread, taskTimedOut(t, { ...thread, state }, status, false))
  if (status.heartbeat?.timer === timer) act(t, thread, taskTimedOut(t, { ...thread, state }, status, true))
}

function toTask(
  t: Transition,
  name: TaskId,
  then: (thread: StateThread<TaskState>, task: RunningTask) => StateOutcome,
): void {
  const thread = stateAt(t, name)
  const status = thread?.active.status
  if (thread?.state.Type !== 'Task' || status?.type !== 'RunningTask' || status.request.task !== name) return
  act(t, thread, then({ ...thread, state: thread.state }, status))
}

type MapRunHandler = (thread: StateThread<MapState>, mapRun: RunningMapRun) => StateOutcome

function toMapRun(t: Transition, task: TaskId, then: MapRunHandler): void {
  const thread = stateAt(t, task)
  if (thread?.state.Type !== 'Map' || thread.active.status.type !== 'RunningMapRun') return
  act(t, thread, then({ ...thread, state: thread.state }, thread.active.status))
}

function toMapRunCalled(t: Transition, thread: Thread, mapRunArn: string, then: MapRunHandler): void {
  if (!thread.branch.state) return
  const here = t.inState(thread)
  const { state, active } = here
  const { status } = active
  if (state.Type === 'Map' && status.type === 'RunningMapRun' && status.mapRunArn === mapRunArn) {
    return act(t, here, then({ ...here, state }, status))
  }
  for (const child of childThreads(t, here)) toMapRunCalled(t, child, mapRunArn, then)
}

function stateAt(t: Transition, name: TaskId | TimerId): StateThread | undefined {
  const thread = t.thread(pathOf(name))
  return thread?.branch.state && t.inState(thread)
}
