import type { EpochMs } from './epoch-ms.ts'
import type { ExecutionResult } from './execution-result.ts'
import type { Json } from './json.ts'

/**
 * Names one task, timer or child execution within a run. Unique for the run's whole life, so a late answer finds nobody.
 * It is an address, too (see address.ts), but to everyone outside the engine it is only a name.
 */
export type TaskId = string
export type TimerId = string

/**
 * What happened outside and is told to `advance`. The events of an execution, in order, are its journal: the same machine and
 * the same journal always give the same run and the same history.
 */
export type EngineEvent = { at: EpochMs } & (
  | { type: 'ExecutionStarted' }
  | { type: 'TimerFired'; timer: TimerId }
  /** The activity of a task exists, so the task waits for a worker now; or it does not, and the execution cannot go on. */
  | { type: 'ActivityScheduled'; task: TaskId }
  | { type: 'ActivityMissing'; task: TaskId }
  /** A worker took the activity task. Other tasks count as started when they are scheduled. */
  | { type: 'ActivityStarted'; task: TaskId; workerName?: string }
  /** `.sync` and `.waitForTaskToken`: the service accepted the request; the task goes on. `output` is its answer. */
  | { type: 'TaskSubmitted'; task: TaskId; output: Json }
  /** Answers `RunTask`, `WriteResults`. */
  | { type: 'TaskSucceeded'; task: TaskId; output: Json }
  /** Answers `RunTask`, `ReadItems` and `WriteResults`. */
  | { type: 'TaskFailed'; task: TaskId; error?: string; cause?: string }
  | { type: 'TaskHeartbeat'; task: TaskId }
  /** Answers `ReadItems`: what `itemsOf` (item-reader.ts) made of the objects that were read. */
  | { type: 'ItemsRead'; task: TaskId; items: Json[] }
  /** Answers `StartChild`: the child execution of a Map Run came to its end. */
  | { type: 'ChildEnded'; task: TaskId; result: ExecutionResult }
  /** UpdateMapRun: new limits for a Map Run that is still going on. */
  | { type: 'MapRunUpdated'; mapRunArn: string; limits: Partial<MapRunLimits> }
  | { type: 'StopRequested'; error?: string; cause?: string }
  | { type: 'Redriven' }
)

export type MapRunLimits = { maxConcurrency: number; toleratedFailureCount: number; toleratedFailurePercentage: number }
