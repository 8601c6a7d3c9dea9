import type { MapState } from '../definition.ts'
import type { EngineEvent, TaskId, TimerId } from '../events.ts'
import { pathOf } from '../execution/address.ts'
import { childThreads } from '../execution/ending.ts'
import type { StateThread, Thread, Transition } from '../execution/transition.ts'
import type { DoingMapRun, DoingTask } from '../run.ts'
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
import { start } from './flow.ts'
import { redrive } from './redrive.ts'
import { executionTimedOut, startExecution, stopExecution } from './start-and-end.ts'

/** Gives an event to the state that waits for it. */
export function handle(t: Transition, event: EngineEvent): void {
  if (event.type === 'Redriven') return redrive(t)
  if (t.run.result) return
  switch (event.type) {
    case 'ExecutionStarted':
      return startExecution(t)
    case 'TimerFired':
      return timerFired(t, event.timer)
    case 'ActivityScheduled':
      return toTask(t, event.task, (thread, doing) => taskScheduled(t, thread, doing))
    case 'ActivityMissing':
      return toTask(t, event.task, (thread) => activityMissing(t, thread))
    case 'ActivityStarted':
      return toTask(t, event.task, (thread, doing) => activityStarted(t, thread, doing, event.workerName))
    case 'TaskSubmitted':
      return toTask(t, event.task, (thread, doing) => taskSubmitted(t, thread, doing, event.output))
    case 'TaskHeartbeat':
      return toTask(t, event.task, (thread, doing) => taskHeartbeat(t, thread, doing))
    case 'TaskSucceeded':
      toTask(t, event.task, (thread, doing) => taskSucceeded(t, thread, doing, event.output))
      return toMapRun(t, event.task, (thread, doing) => {
        if (doing.writing?.task === event.task) resultsWritten(t, thread, doing)
      })
    case 'TaskFailed':
      toTask(t, event.task, (thread, doing) => taskFailed(t, thread, doing, event.error, event.cause))
      return toMapRun(t, event.task, (thread, doing) => {
        const { task, error, cause } = event
        if (doing.reading?.task === task || doing.writing?.task === task)
          mapRunRequestFailed(t, thread, doing, { error, cause })
      })
    case 'ItemsRead':
      return toMapRun(t, event.task, (thread, doing) => {
        if (doing.reading?.task === event.task) itemsRead(t, thread, doing, event.items)
      })
    case 'ChildEnded':
      return toMapRun(t, event.task, (thread, doing) => childEnded(t, thread, doing, event.task, event.result))
    case 'MapRunUpdated':
      return toMapRunCalled(t, t.root, event.mapRunArn, (thread, doing) =>
        mapRunUpdated(t, thread, doing, event.limits),
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

type MapRunHandler = (thread: StateThread<MapState>, doing: DoingMapRun) => void

function toMapRun(t: Transition, task: TaskId, then: MapRunHandler): void {
  const thread = stateAt(t, task)
  if (thread?.state.Type !== 'Map' || thread.active.doing.what !== 'mapRun') return
  then({ ...thread, state: thread.state }, thread.active.doing)
}

function toMapRunCalled(t: Transition, thread: Thread, mapRunArn: string, then: MapRunHandler): void {
  if (!thread.branch.state) return
  const here = t.inState(thread)
  const { state, active } = here
  if (state.Type === 'Map' && active.doing.what === 'mapRun' && active.doing.mapRunArn === mapRunArn) {
    return then({ ...here, state }, active.doing)
  }
  for (const child of childThreads(t, here)) toMapRunCalled(t, child, mapRunArn, then)
}

function stateAt(t: Transition, name: TaskId | TimerId): StateThread | undefined {
  const thread = t.thread(pathOf(name))
  return thread?.branch.state && t.inState(thread)
}
