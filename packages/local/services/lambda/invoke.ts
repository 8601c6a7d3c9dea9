/**
 * What Lambda's Invoke answers. `payload` is JSON text: the handler's result, or `{errorType, errorMessage, trace}` when
 * `functionError` is set.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export type InvokeResult = { payload: string; requestId: string; functionError?: 'Handled' | 'Unhandled' }

/** The Task state that an invocation, or another request, is made for. */
export type InvocationSource = {
  executionArn: string
  state: string
  /** How often it was retried: 0 is the first try. */
  attempt: number
  /** Of the innermost Map around it. */
  itemIndex?: number | undefined
}

/** Invokes a function of the template by name or ARN. @throws FunctionNotFound, TooManyRequests, RequestTooLarge */
export type Invoke = (
  functionName: string,
  payload: string,
  options?: { signal?: AbortSignal; source?: InvocationSource },
) => Promise<InvokeResult>

/** An error of the Invoke operation itself; the function did not run. `name` is AWS's code. */
export abstract class InvokeError extends Error {
  abstract readonly statusCode: number
}

export class FunctionNotFound extends InvokeError {
  override readonly name = 'ResourceNotFoundException'
  readonly statusCode = 404

  constructor(functionArn: string) {
    super(`Function not found: ${functionArn}`)
  }
}

export class TooManyRequests extends InvokeError {
  override readonly name = 'TooManyRequestsException'
  readonly statusCode = 429
  readonly reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' | 'ConcurrentInvocationLimitExceeded'

  constructor(reason: TooManyRequests['reason']) {
    super('Rate Exceeded.')
    this.reason = reason
  }
}

export class RequestTooLarge extends InvokeError {
  override readonly name = 'RequestTooLargeException'
  readonly statusCode = 413

  constructor(bytes: number) {
    super(`Request must be smaller than ${maxPayloadBytes} bytes for the InvokeFunction operation, and is ${bytes}`)
  }
}

/** 6 MB, the most that Invoke takes. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const maxPayloadBytes = 6_291_456
