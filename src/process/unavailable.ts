import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry'

type SdkError = Parameters<typeof isThrottlingError>[0]

/** Whether AWS could not handle the request now, rather than refuse it: it throttles, is broken or not reachable. */
export function isUnavailable(error: unknown): error is Error {
  const sdkError = error as SdkError
  return (
    error instanceof Error && (isThrottlingError(sdkError) || isTransientError(sdkError) || isServerError(sdkError))
  )
}

/** The error by the name that tells the caller to try again, if trying again helps; else the error as it is. */
export function namedIfUnavailable(error: unknown, Unavailable: new (options: ErrorOptions) => Error): unknown {
  return isUnavailable(error) ? new Unavailable({ cause: error }) : error
}
