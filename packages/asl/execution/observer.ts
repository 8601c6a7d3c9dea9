import type { Json, JsonObject } from '../json.ts'
import type { Failure } from './failure.ts'

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_InspectionData.html */
export type Stage =
  | 'afterInputPath'
  | 'afterParameters'
  | 'afterArguments'
  | 'result'
  | 'afterResultSelector'
  | 'afterResultPath'
  | 'afterItemsPath'
  | 'afterItemsPointer'
  | 'afterItemSelector'
  | 'afterItemBatcher'
  | 'maxConcurrency'
  | 'toleratedFailureCount'
  | 'toleratedFailurePercentage'

/** Which of a state's handlers took an error. A retrier that is used up takes it, but does not retry. */
export type ErrorDetails = { retryIndex?: number; retryBackoffIntervalSeconds?: number; catchIndex?: number }

/** Is shown a state's data and errors while the state runs. TestState has one, executions have none. */
export interface StateObserver {
  /** Replaces the context object, but for its `Map` and `Task`. */
  readonly context: JsonObject
  observe(stage: Stage, value: Json): void
  /** The state failed, whether or not that is handled. */
  failed(failure: Failure): void
  /** Called for each detail as it becomes known. */
  handled(by: ErrorDetails): void
}
