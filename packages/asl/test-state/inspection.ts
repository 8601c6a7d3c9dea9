import type { Failure } from '../execution/failure.ts'
import type { ErrorDetails, Stage, StateObserver } from '../execution/observer.ts'
import type { Json, JsonObject } from '../json.ts'

/** What TestState shows of a state that ran. @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_InspectionData.html */
export class Inspection implements StateObserver {
  readonly context: JsonObject
  readonly data = new Map<Stage, Json>()
  readonly errorDetails: ErrorDetails = {}
  /** Why the state failed, whether or not that was handled. */
  failure?: Failure

  /** @param context replaces the context object, but for its `Map` and `Task` */
  constructor(context: JsonObject) {
    this.context = context
  }

  observe(stage: Stage, value: Json): void {
    this.data.set(stage, value)
  }

  failed(failure: Failure): void {
    this.failure = failure
  }

  handled(by: ErrorDetails): void {
    Object.assign(this.errorDetails, by)
  }
}
