import type { EpochMs } from '../clock.ts'
import type { Json, JsonObject } from '../json.ts'
import type { TaskId, TimerId } from './events.ts'

/** How a Task state waits: for the answer, for the job it started, or for whoever holds the task token. */
export type IntegrationPattern = 'requestResponse' | 'sync' | 'sync:2' | 'waitForTaskToken'

/** A Task state's `Resource`, taken apart. */
export type TaskResource =
  | { kind: 'lambda'; functionArn: string }
  | { kind: 'activity'; activityArn: string }
  /** `arn:aws:states:::sqs:sendMessage`; `aws-sdk:dynamodb:putItem` has service `aws-sdk:dynamodb`. */
  | { kind: 'service'; service: string; action: string; pattern: IntegrationPattern }

/** What `advance` wants done. The driver does it and reports back with an `EngineEvent`. */
export type Effect =
  | { type: 'RunTask'; task: TaskId; resource: TaskResource; input: Json; taskToken?: string; credentials?: JsonObject }
  /** Nobody waits for this task any more: its state timed out, a sibling failed, or the execution was stopped. */
  | { type: 'CancelTask'; task: TaskId }
  | { type: 'StartTimer'; timer: TimerId; at: EpochMs }
  | { type: 'CancelTimer'; timer: TimerId }
  | { type: 'EndExecution'; result: ExecutionResult }

export type ExecutionResult =
  | { status: 'SUCCEEDED'; output: Json }
  | { status: 'FAILED' | 'TIMED_OUT' | 'ABORTED'; error?: string; cause?: string }
