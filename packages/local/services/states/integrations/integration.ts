import type { Json, JsonObject, RunTask, TaskResource } from '@sfs3/asl'
import type { EpochMs } from '../../../clock/clock.ts'
import type { InvocationSource, Invoke } from '../../lambda/invoke.ts'
import type { CallSdk } from './sdk/clients.ts'

/** What a Task state asks of a service, and for whom. */
export type TaskRequest = RunTask & {
  executionArn: string
  stateMachineArn: string
  /** The role in whose name the service is called: the state's `Credentials`, else the state machine's own. */
  roleArn: string
  /** Aborted when nobody waits for the task any more; the reason is an `EndReason` of the driver. */
  signal: AbortSignal
  /** After a restart: the request may have been sent before, not earlier than this, without an answer that was recorded. */
  sentSince?: EpochMs
}

/** Which state asks, for those who look later. */
export function sourceOf({ executionArn, state, attempt, itemIndex }: TaskRequest): InvocationSource {
  return { executionArn, state, attempt, itemIndex }
}

/**
 * Does what a Task state wants of one service. Resolves with what the service answered; rejects with TaskFailure, or with
 * anything else for a defect of ours, which fails the task as `States.Runtime`.
 */
export type Integration = (request: TaskRequest, services: Services) => Promise<Json>

/** Waits for the job that a `.sync` request started. `submitted` is what the service answered to that request. */
export type AwaitJob = (request: TaskRequest, submitted: Json, services: Services) => Promise<Json>

/** What integrations call. */
export type Services = {
  call: CallSdk
  lambda: LambdaFunctions
  executions: NestedExecutions
}

/** Functions, called without a client: that spares each task an HTTP request. */
export type LambdaFunctions = { invoke: Invoke; authorise: Authorise; functionArnOf: (name: string) => string }

/**
 * Whether a role may do something to a resource.
 * @throws Error in the words of AWS when its policies do not allow it
 */
export type Authorise = (roleArn: string, action: string, resourceArn: string) => void

/** Executions that Task states started. */
export type NestedExecutions = {
  /** The one that a start with these parameters made since then, as StartExecution answered; undefined when there is none. */
  startedSince(parameters: JsonObject, since: EpochMs): JsonObject | undefined
  /** Resolves, when the execution has ended, with what DescribeExecution answers, member names capitalised. */
  descriptionAtEnd(executionArn: string): Promise<JsonObject>
  stop(executionArn: string): void
}

/** What a Task state's resource calls; undefined when the local region does not have it. */
export type IntegrationOf = (resource: TaskResource) => ((request: TaskRequest) => Promise<Json>) | undefined

/** The service refused, or the job failed: error and cause as AWS puts them into the history. */
export class TaskFailure extends Error {
  override readonly name = 'TaskFailure'
  readonly error: string | undefined

  constructor(error: string | undefined, cause?: string) {
    super(cause)
    this.error = error
  }
}

/** What a Task state sends must be an object, whatever its query language made of it. @throws TaskFailure States.Runtime */
export function parametersOf(input: Json): JsonObject {
  if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input
  throw new TaskFailure(
    'States.Runtime',
    `The parameters of a service integration must be an object but were: ${JSON.stringify(input)}`,
  )
}
