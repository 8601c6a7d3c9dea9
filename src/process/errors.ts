// Error names are part of the protocol: the state machines retry by name, the facade answers by class.

import type { TransactionId } from './transaction-id.ts'

/** A part that this step needs is missing or does not satisfy its schema. The state machine waits and tries again. */
export class S3DataPreconditionError extends Error {
  override readonly name = 'S3DataPreconditionError'
  readonly transactionId: TransactionId

  /** `reason` names the part and what is wrong with it, without quoting the data. */
  constructor(transactionId: TransactionId, reason: string, options?: ErrorOptions) {
    super(`process data of ${transactionId} is not ready: ${reason}`, options)
    this.transactionId = transactionId
  }
}

/** A part is not JSON: something other than this service wrote it. */
export class PartUnreadable extends Error {
  override readonly name = 'PartUnreadable'

  constructor(transactionId: string, part: string, options: ErrorOptions) {
    super(`${part} of ${transactionId} is not JSON`, options)
  }
}

/** S3 throttles, is broken or not reachable. Every operation on process data may be tried again. */
export class ProcessDataUnavailable extends Error {
  override readonly name = 'ProcessDataUnavailable'

  constructor(options: ErrorOptions) {
    super('S3 does not answer for now: try again', options)
  }
}

/** Step Functions throttles, is broken or not reachable. Starting and describing may be tried again. */
export class ExecutionsUnavailable extends Error {
  override readonly name = 'ExecutionsUnavailable'

  constructor(options: ErrorOptions) {
    super('Step Functions does not answer for now: try again', options)
  }
}

/** Step Functions has no such execution; it deletes executions 90 days after they ended. */
export class ExecutionNotFound extends Error {
  override readonly name = 'ExecutionNotFound'

  constructor(executionArn: string, options?: ErrorOptions) {
    super(`no execution ${executionArn}`, options)
  }
}

/** Nothing is recorded of the execution, and Step Functions may not be asked now. Asking again in a moment helps. */
export class StatusNotYetKnown extends Error {
  override readonly name = 'StatusNotYetKnown'

  constructor(executionArn: string) {
    super(`Step Functions cannot be asked about ${executionArn} right now: try again in a moment`)
  }
}

/** The execution runs, has succeeded, or ended more than 14 days ago. */
export class NotRedrivable extends Error {
  override readonly name = 'NotRedrivable'
}

/**
 * A step returned something other than what it adds, by its own schema; nothing was written. The message names the field without
 * quoting the data. Trying again will not help: the step is wrong, or its schema.
 */
export class StepOutputError extends Error {
  override readonly name = 'StepOutputError'
}

/** A step was invoked with something other than `{"processData": "<transactionId>"}`. Trying again will not help. */
export class StepInputError extends Error {
  override readonly name = 'StepInputError'

  constructor(reason: string) {
    super(`a step takes {"processData": "<transactionId>"}: ${reason}`)
  }
}
