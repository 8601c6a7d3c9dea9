import type { EpochMs } from '../clock.ts'
import type { Json } from '../json.ts'

/** Names one task, timer or child execution within a run. Unique for the run's whole life, so a late answer finds nobody. */
export type TaskId = string
export type TimerId = string

/**
 * What happened outside and is told to `advance`. The events of an execution, in order, are its journal: the same machine and
 * the same journal always give the same run and the same history.
 */
export type EngineEvent = { at: EpochMs } & (
  | { type: 'ExecutionStarted' }
  | { type: 'TimerFired'; timer: TimerId }
  /** A worker took the activity task. Other tasks count as started when they are scheduled. */
  | { type: 'ActivityStarted'; task: TaskId; workerName?: string }
  /** `.sync` and `.waitForTaskToken`: the service accepted the request; the task goes on. `output` is its answer. */
  | { type: 'TaskSubmitted'; task: TaskId; output: Json }
  | { type: 'TaskSucceeded'; task: TaskId; output: Json }
  | { type: 'TaskFailed'; task: TaskId; error?: string; cause?: string }
  | { type: 'TaskHeartbeat'; task: TaskId }
  /** Distributed Map: the items that its reader found, or why it could not. */
  | { type: 'ItemsRead'; task: TaskId; items: Json[] }
  | { type: 'ChildStarted'; task: TaskId; executionArn: string }
  | { type: 'StopRequested'; error?: string; cause?: string }
  | { type: 'Redriven' }
)
