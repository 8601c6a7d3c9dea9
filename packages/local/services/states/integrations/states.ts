import { createHash } from 'node:crypto'
import type { Json, JsonObject } from '@sfs3/asl'
import type { EpochMs } from '../../../clock/clock.ts'
import type { Ended } from '../live-execution.ts'
import { type Integration, TaskFailure, type TaskRequest } from './integration.ts'
import { parametersOf } from './optimised.ts'
import type { CallSdk } from './sdk-clients.ts'
import { optimisedFailure } from './sdk-failure.ts'
import { sdkMetadata } from './sdk-metadata.ts'
import { sdkServices } from './sdk-services.ts'

/** Resolves, when the execution has ended, with what DescribeExecution tells of it, member names capitalised. */
export type DescribeAtEnd = (executionArn: string, signal: AbortSignal) => Promise<JsonObject>
export type StopExecution = (executionArn: string) => void

/** The execution that a start with these parameters made earlier, as StartExecution answered; undefined when there is none. */
export type StartedEarlier = (parameters: JsonObject & { Name: Json }, since: EpochMs) => JsonObject | undefined

/**
 * Nested executions. A task that names none starts its execution under one name however often it is told to; a start that may
 * have been sent before a crash finds what it made.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
 */
export const states = (call: CallSdk, startedEarlier: StartedEarlier): { startExecution: Integration } => ({
  async startExecution(request) {
    const parameters = { Name: nameOf(request), ...parametersOf(request.input) }
    try {
      const { output, http } = await call('sfn', 'startExecution', parameters, request)
      return { ...output, ...sdkMetadata(http) }
    } catch (error) {
      const { sentSince } = request
      const exists = error instanceof Error && error.name === 'ExecutionAlreadyExists'
      const earlier = exists && sentSince !== undefined ? startedEarlier(parameters, sentSince) : undefined
      if (earlier) return earlier
      throw optimisedFailure(sdkServices.sfn, error)
    }
  },
})

/**
 * Waits for the execution that `startExecution` has started, and stops it when nobody waits for it any more.
 * `.sync` answers with input and output as text, `.sync:2` with their values.
 */
export async function endOfExecution(
  describeAtEnd: DescribeAtEnd,
  stop: StopExecution,
  { resource, signal }: TaskRequest,
  started: Json,
): Promise<Json> {
  const executionArn = String((started as JsonObject).ExecutionArn)
  const cancelled: Ended = 'cancelled'
  signal.addEventListener('abort', () => signal.reason === cancelled && stop(executionArn), { once: true })
  const description = await describeAtEnd(executionArn, signal)
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

/** What DescribeExecution answers, as a Task state sees it: names capitalised, times in milliseconds. */
export function nestedDescription(description: object): JsonObject {
  const capitalised = Object.entries(description).map(([name, value]: [string, unknown]) => {
    const name_ = name.charAt(0).toUpperCase() + name.slice(1)
    if (typeof value === 'number' && name.endsWith('Date')) return [name_, Math.round(value * 1000)] as const
    const isDetails = typeof value === 'object' && value !== null
    return [name_, isDetails ? nestedDescription(value) : (value as Json)] as const
  })
  return Object.fromEntries(capitalised.sort(([a], [b]) => (a < b ? -1 : 1)))
}
