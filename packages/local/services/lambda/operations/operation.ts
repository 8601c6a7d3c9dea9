import type { Json } from '@sfs3/asl'
import type { AwsRequest, AwsResponse } from '../../../endpoint/service.ts'
import type { LambdaHost } from '../host.ts'

/** One operation on functions. `functionName` is what the path says: a name or an ARN, empty where it names none. @throws InvokeError */
export type Operation = (request: AwsRequest, functionName: string, host: LambdaHost) => Promise<AwsResponse>

export function answer(body: Json): AwsResponse {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

export function failure(status: number, code: string, message: string): AwsResponse {
  return {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
    body: JSON.stringify({ Type: 'User', Message: message }),
  }
}
