import type { Json, JsonObject } from '@sfs3/asl'
import { type Integration, TaskFailure } from './integration.ts'
import type { CallSdk } from './sdk/clients.ts'
import { optimisedFailure } from './sdk/failure.ts'
import { sdkMetadata } from './sdk/metadata.ts'
import { type SdkServiceName, sdkServices } from './sdk/services.ts'

/** An optimised integration that calls one operation, and answers with its output and what came over the wire. */
export function optimised(
  call: CallSdk,
  service: SdkServiceName,
  action: string,
  { metadata = true }: { metadata?: boolean } = {},
): Integration {
  return async ({ input, roleArn, signal }) => {
    try {
      const { output, http } = await call(service, action, parametersOf(input), { roleArn, signal })
      return metadata ? { ...output, ...sdkMetadata(http) } : output
    } catch (error) {
      throw optimisedFailure(sdkServices[service], error)
    }
  }
}

/** What a Task state sends must be an object, whatever its query language made of it. */
export function parametersOf(input: Json): JsonObject {
  if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input
  throw new TaskFailure(
    'States.Runtime',
    `The parameters of a service integration must be an object but were: ${JSON.stringify(input)}`,
  )
}
