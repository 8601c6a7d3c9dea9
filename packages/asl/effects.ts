import type { EpochMs } from './epoch-ms.ts'
import type { MapRunLimits, TaskId, TimerId } from './events.ts'
import type { ExecutionResult } from './execution-result.ts'
import type { Json, JsonObject } from './json.ts'

/** How a Task state waits: for the answer, for the job it started, or for whoever holds the task token. */
export type IntegrationPattern = 'requestResponse' | 'sync' | 'sync:2' | 'waitForTaskToken'

/** A Task state's `Resource`, taken apart. */
export type TaskResource =
  | { type: 'lambda'; functionArn: string }
  | { type: 'activity'; activityArn: string }
  /** `arn:aws:states:::sqs:sendMessage`; `aws-sdk:dynamodb:putItem` has service `aws-sdk:dynamodb`. */
  | { type: 'service'; service: string; action: string; pattern: IntegrationPattern }

/** What `advance` asks for. The driver performs it and answers with an `EngineEvent`. */
export type Effect =
  | RunTask
  /** The task's result is not needed any more: its state timed out, a sibling failed, or the execution was stopped. */
  | { type: 'CancelTask'; task: TaskId }
  | { type: 'StartTimer'; timer: TimerId; at: EpochMs }
  | { type: 'CancelTimer'; timer: TimerId }
  | ReadItems
  | StartMapRun
  | { type: 'EndMapRun'; mapRunArn: string; status: 'SUCCEEDED' | 'FAILED' | 'ABORTED' }
  | StartChild
  /** Stop this child execution: its result is not needed any more. */
  | { type: 'StopChild'; task: TaskId; executionArn: string }
  | WriteResults
  | { type: 'EndExecution'; result: ExecutionResult }

export type RunTask = {
  type: 'RunTask'
  task: TaskId
  resource: TaskResource
  input: Json
  /** Activities and `.waitForTaskToken` only. */
  taskToken?: string
  credentials?: JsonObject
  /** The state's name, how often it was retried, and of which Map iteration (the innermost) it is. */
  state: string
  attempt: number
  itemIndex?: number
  /** From `outstanding` only: the service has the request already, so wait for the end, do not send it again. */
  submitted?: Json
}

/** Answered by `ItemsRead`, or `TaskFailed` with `States.ItemReaderFailed`. See item-reader.ts for what to do with the objects. */
export type ReadItems = { type: 'ReadItems'; task: TaskId; mapRunArn: string; reader: ItemReader }

/** An `ItemReader` with everything in it evaluated. `MaxItems` absent or 0 means all. */
export type ItemReader = {
  resource: 'getObject' | 'listObjectsV2'
  bucket: string
  /** `getObject` only. */
  key?: string
  /** Of the object, in a bucket that keeps them; the newest without. */
  versionId?: string
  /** `listObjectsV2` only. */
  prefix?: string
  inputType?: 'JSON' | 'JSONL' | 'CSV' | 'MANIFEST' | 'PARQUET'
  csvDelimiter?: 'COMMA' | 'PIPE' | 'SEMICOLON' | 'SPACE' | 'TAB'
  csvHeaderLocation?: 'FIRST_ROW' | 'GIVEN'
  csvHeaders?: string[]
  itemsPointer?: string
  maxItems?: number
}

/** A Map Run started: what DescribeMapRun and ListMapRuns describe. Its children follow as `StartChild`. */
export type StartMapRun = {
  type: 'StartMapRun'
  mapRunArn: string
  state: string
  limits: MapRunLimits
  /** How many items it has. With a reader that is known after `ItemsRead`, when this effect comes again. */
  items: number
}

/**
 * Start a child execution of the processor of Map state `mapState` (`processorOf` in definition.ts gives its machine).
 * Starting it again under the same name finds it there. Answered by `ChildEnded`.
 */
export type StartChild = {
  type: 'StartChild'
  task: TaskId
  mapRunArn: string
  mapState: string
  executionArn: string
  /** `…:stateMachine:machine/label`: the machine that the children of this Map state run, as AWS calls it. */
  stateMachineArn: string
  name: string
  executionType: 'STANDARD' | 'EXPRESS'
  input: Json
  itemIndex: number
  /** How often it was redriven, this time included. */
  redriveCount?: number
}

/** Put these objects. Answered by `TaskSucceeded`, or `TaskFailed` with `States.ResultWriterFailed`. */
export type WriteResults = {
  type: 'WriteResults'
  task: TaskId
  bucket: string
  objects: { key: string; body: string }[]
}
