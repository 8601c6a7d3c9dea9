import type { AsynchronousInvocations } from '../asynchronous-invocations.ts'
import { failure, type Operation } from './operation.ts'

/**
 * @param accept puts an asynchronous invocation on disk
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export const invoke =
  (accept: AsynchronousInvocations['accept']): Operation =>
  async ({ headers, body }, functionName, host) => {
    const payload = body.length === 0 ? '{}' : body.toString()
    if (!isJson(payload)) {
      return failure(400, 'InvalidRequestContentException', 'Could not parse request body into json: not valid JSON')
    }
    const invocationType = headers['x-amz-invocation-type'] ?? 'RequestResponse'
    switch (invocationType) {
      case 'DryRun':
        host.find(functionName)
        return { status: 204, headers: {}, body: '' }
      case 'Event':
        host.find(functionName)
        accept(functionName, payload)
        return { status: 202, headers: {}, body: '' }
      case 'RequestResponse': {
        const result = await host.invoke(functionName, payload)
        return {
          status: 200,
          headers: {
            'content-type': 'application/json',
            'x-amz-executed-version': '$LATEST',
            'x-amzn-requestid': result.requestId,
            ...(result.functionError && { 'x-amz-function-error': result.functionError }),
          },
          body: result.payload,
        }
      }
      default:
        return failure(400, 'InvalidParameterValueException', `unknown invocation type ${invocationType}`)
    }
  }

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
