import type { EpochMs } from './epoch-ms.ts'
import type { ExecutionResult } from './execution-result.ts'
import type { Json } from './json.ts'
import type { EvaluatedAt } from './jsonata/long-expressions.ts'

/**
 * Names one task, timer or child execution within a run. Unique for the run's whole life, so that a late answer has no effect.
 * Inside the engine it is an address, too (see execution/address.ts).
 */
export type TaskId = string
export type TimerId = string

/**
 * What happened outside, as input of `advance`. The events of an execution, in order, are its journal: the same machine and
 * the same journal always give the same run and the same history.
 */
export type EngineEvent = {
  at: EpochMs
  /** What its expressions resulted in that took too long to be evaluated with the others. */
  evaluated?: readonly EvaluatedAt[]
} & (
  | { type: 'ExecutionStarted' }
  | { type: 'TimerFired'; timer: TimerId }
  /** The activity of a task exists, so the task waits for a worker now; or it does not, and the execution cannot go on. */
  | { type: 'ActivityScheduled'; task: TaskId }
  | { type: 'ActivityMissing'; task: TaskId }
  /** A worker took the activity task. Other tasks count as started when they are scheduled. */
  | { type: 'ActivityStarted'; task: TaskId; workerName?: string }
  /** `.sync` and `.waitForTaskToken`: the service accepted the request, and the task is running. `output` is its answer. */
  | { type: 'TaskSubmitted'; task: TaskId; output: Json }
  /** Answers `RunTask`, `WriteResults`. */
  | { type: 'TaskSucceeded'; task: TaskId; output: Json }
  /** Answers `RunTask`, `ReadItems` and `WriteResults`. */
  | { type: 'TaskFailed'; task: TaskId; error?: string; cause?: string }
  | { type: 'TaskHeartbeat'; task: TaskId }
  /** Answers `ReadItems`: what `itemsOf` (item-reader.ts) made of the objects that were read. */
  | { type: 'ItemsRead'; task: TaskId; items: Json[] }
  /** Answers `StartChild`: the child execution of a Map Run ended. */
  | { type: 'ChildEnded'; task: TaskId; result: ExecutionResult }
  /** UpdateMapRun: new limits of a running Map Run. */
  | { type: 'MapRunUpdated'; mapRunArn: string; limits: Partial<MapRunLimits> }
  | { type: 'StopRequested'; error?: string; cause?: string }
  | { type: 'Redriven' }
)

export type MapRunLimits = { maxConcurrency: number; toleratedFailureCount: number; toleratedFailurePercentage: number }
