import type { Json, JsonObject } from '@sfs3/asl'
import { type Integration, TaskFailure } from './integration.ts'
import { parametersOf } from './optimized.ts'
import type { CallSdk } from './sdk/clients.ts'
import { optimisedFailure } from './sdk/failure.ts'
import { sdkServices } from './sdk/services.ts'

/**
 * Entries that the bus refused fail the task, though the request succeeded. The execution and its state machine are added to each
 * entry's resources.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-eventbridge.html
 */
export const events = (call: CallSdk): { putEvents: Integration } => ({
  async putEvents({ input, roleArn, signal, executionArn, stateMachineArn }) {
    const entriesOf = ({ Entries, ...rest }: JsonObject): JsonObject =>
      Array.isArray(Entries) ? { ...rest, Entries: Entries.map(withResources) } : { ...rest }
    const withResources = (entry: Json): Json => {
      if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return entry
      const given = Array.isArray(entry.Resources) ? entry.Resources : []
      return { ...entry, Resources: [...given, executionArn, stateMachineArn] }
    }

    const { output } = await call('eventbridge', 'putEvents', entriesOf(parametersOf(input)), {
      roleArn,
      signal,
    }).catch((error: unknown) => {
      throw optimisedFailure(sdkServices.eventbridge, error)
    })
    if (output.FailedEntryCount) throw new TaskFailure('EventBridge.FailedEntry', JSON.stringify(output))
    return output
  },
})
