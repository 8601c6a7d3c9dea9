import { createHash } from 'node:crypto'
import type { Json, JsonObject } from '@sfs3/asl'
import type { EndReason } from '../executions/live-execution.ts'
import { parametersOf, type Services, TaskFailure, type TaskRequest } from './integration.ts'
import { optimizedFailure } from './sdk/failure.ts'
import { sdkMetadata } from './sdk/metadata.ts'
import { sdkServices } from './sdk/services.ts'

/**
 * Starts a nested execution. A task that gives no name starts its execution under one name however often it does so; a start
 * that may have been sent before a crash finds what it made.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
 */
export async function startExecution(request: TaskRequest, { call, executions }: Services): Promise<Json> {
  const parameters = { Name: nameOf(request), ...parametersOf(request.input) }
  try {
    const { output, http } = await call('sfn', 'startExecution', parameters, request)
    return { ...output, ...sdkMetadata(http) }
  } catch (error) {
    const { sentSince } = request
    const exists = error instanceof Error && error.name === 'ExecutionAlreadyExists'
    const earlier = exists && sentSince !== undefined ? executions.startedSince(parameters, sentSince) : undefined
    if (earlier) return earlier
    throw optimizedFailure(sdkServices.sfn, error)
  }
}

/**
 * Waits for the execution that `startExecution` has started, and stops it when nobody waits for it any more.
 * `.sync` answers with input and output as text, `.sync:2` with their values.
 */
export async function endOfExecution(
  { resource, signal }: TaskRequest,
  started: Json,
  { executions }: Services,
): Promise<Json> {
  const executionArn = String((started as JsonObject).ExecutionArn)
  const cancelled: EndReason = 'cancelled'
  const stopNested = () => signal.reason === cancelled && executions.stop(executionArn)
  signal.addEventListener('abort', stopNested, { once: true })
  const description = await executions.descriptionAtEnd(executionArn)
  if (description.Status !== 'SUCCEEDED') throw new TaskFailure('States.TaskFailed', JSON.stringify(description))
  if (resource.type !== 'service' || resource.pattern !== 'sync:2') return description
  return {
    ...description,
    Input: JSON.parse(String(description.Input)) as Json,
    Output: JSON.parse(String(description.Output)) as Json,
  }
}

/** A UUID that follows from who asks. */
function nameOf({ executionArn, task }: TaskRequest): string {
  const hex = createHash('sha256').update(`${executionArn} ${task}`).digest('hex')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')
}
