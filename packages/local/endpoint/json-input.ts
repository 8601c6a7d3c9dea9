import type { JsonObject } from '@sfs3/asl'
import type { AwsRequest } from './service.ts'

/** The request's JSON; what is none is refused later by the service, here it names nothing. */
export function inputOf({ body }: Pick<AwsRequest, 'body'>): JsonObject {
  try {
    const input: unknown = JSON.parse(body.toString())
    return typeof input === 'object' && input !== null && !Array.isArray(input) ? (input as JsonObject) : {}
  } catch {
    return {}
  }
}
