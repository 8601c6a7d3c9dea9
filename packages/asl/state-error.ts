/** The error names that evaluating a state's fields can end in. */
export type StateErrorName =
  | 'States.Runtime'
  | 'States.QueryEvaluationError'
  | 'States.ReferencePathConflict'
  | 'States.NoChoiceMatched'

/**
 * A field of a state could not be evaluated. `error` is the name that Retry and Catch see; the message is AWS's cause without
 * "An error occurred while executing the state 'X' (entered at the event id #N). ", which only the engine can add, and adds
 * where `causeNamesState`.
 *
 * The language specification names more errors (`States.IntrinsicFailure`, `States.ParameterPathFailure`,
 * `States.ResultPathMatchFailure`) than AWS uses: it reports the first two as `States.Runtime` and the last as
 * `States.ReferencePathConflict`.
 */
export class StateError extends Error {
  override readonly name = 'StateError'
  readonly error: StateErrorName
  /** JSONata only: the field whose expression failed, as `EvaluationFailed` events give it: `Output/result`. */
  readonly location?: string

  constructor(error: StateErrorName, message: string, location?: string) {
    super(message)
    this.error = error
    if (location !== undefined) this.location = location
  }

  /** AWS gives the cause of a reference path conflict without naming the state. */
  get causeNamesState(): boolean {
    return this.error !== 'States.ReferencePathConflict'
  }
}
