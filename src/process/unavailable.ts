import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry'

type SdkError = Parameters<typeof isThrottlingError>[0]

/** Whether AWS could not take the request for now, as opposed to refusing it: throttled, broken or not reachable. */
export function isUnavailable(error: unknown): error is Error {
  const sdkError = error as SdkError
  return (
    error instanceof Error && (isThrottlingError(sdkError) || isTransientError(sdkError) || isServerError(sdkError))
  )
}
