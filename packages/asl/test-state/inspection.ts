import type { Failure } from '../interpreter/failure.ts'
import type { Json, JsonObject } from '../json.ts'

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

/** What TestState looks at while a state runs. */
export class Inspection {
  /** Stands in for the context object, but for its `Map` and `Task`. */
  readonly context: JsonObject
  readonly seen = new Map<Stage, Json>()
  readonly errorDetails: ErrorDetails = {}
  /** Why the state failed, whether or not that was handled. */
  failure?: Failure

  constructor(context: JsonObject) {
    this.context = context
  }

  see(stage: Stage, value: Json): void {
    this.seen.set(stage, value)
  }
}
