/**
 * What Lambda's Invoke answers. `payload` is JSON text: the handler's result, or `{errorType, errorMessage, trace}` when
 * `functionError` is set.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export type InvokeResult = { payload: string; requestId: string; functionError?: 'Handled' | 'Unhandled' }

/** Invokes a function of the template by name or ARN. @throws FunctionNotFound, TooManyRequests, RequestTooLarge */
export type Invoke = (
  functionName: string,
  payload: string,
  options?: { signal?: AbortSignal },
) => Promise<InvokeResult>
