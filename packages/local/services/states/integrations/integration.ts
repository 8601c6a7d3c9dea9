import type { Json, RunTask } from '@sfs3/asl'
import type { EpochMs } from '../../../clock/clock.ts'

/** What a Task state asks of a service, and for whom. */
export type TaskRequest = RunTask & {
  executionArn: string
  stateMachineArn: string
  /** The role in whose name the service is called: the state's `Credentials`, else the state machine's own. */
  roleArn: string
  /** Aborted when nobody waits for the task any more; the reason is an `Ended` of the driver. */
  signal: AbortSignal
  /** After a restart: the request may have been sent before, not earlier than this, without an answer that was recorded. */
  sentSince?: EpochMs
}

/**
 * Does what a Task state wants of one service. Resolves with what the service answered; rejects with TaskFailure, or with
 * anything else for a defect of ours, which fails the task as `States.Runtime`.
 */
export type Integration = (request: TaskRequest) => Promise<Json>

/** The service refused, or the job failed: error and cause as AWS puts them into the history. */
export class TaskFailure extends Error {
  override readonly name = 'TaskFailure'
  readonly error: string | undefined

  constructor(error: string | undefined, cause?: string) {
    super(cause)
    this.error = error
  }
}
