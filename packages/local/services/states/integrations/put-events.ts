import type { Json, JsonObject } from '@sfs3/asl'
import { parametersOf, type Services, TaskFailure, type TaskRequest } from './integration.ts'
import { optimizedFailure } from './sdk/failure.ts'
import { sdkServices } from './sdk/services.ts'

/**
 * Entries that the bus refused fail the task, though the request succeeded.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-eventbridge.html
 */
export async function putEvents(request: TaskRequest, { call }: Services): Promise<Json> {
  const parameters = withResources(parametersOf(request.input), request)
  const { output } = await call('eventbridge', 'putEvents', parameters, request).catch((error: unknown) => {
    throw optimizedFailure(sdkServices.eventbridge, error)
  })
  if (output.FailedEntryCount) throw new TaskFailure('EventBridge.FailedEntry', JSON.stringify(output))
  return output
}

/** The execution and its state machine are added to each entry's resources. */
function withResources({ Entries, ...rest }: JsonObject, { executionArn, stateMachineArn }: TaskRequest): JsonObject {
  if (!Array.isArray(Entries)) return rest
  const added = (entry: Json): Json => {
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return entry
    const given = Array.isArray(entry.Resources) ? entry.Resources : []
    return { ...entry, Resources: [...given, executionArn, stateMachineArn] }
  }
  return { ...rest, Entries: Entries.map(added) }
}
