import type { Readable } from 'node:stream'

/** Who sends a request: a role of the template (a function's or a state machine's), or the developer, who may do everything. */
export type Caller = { kind: 'developer' } | { kind: 'role'; roleName: string; roleArn: string; sessionName: string }

export type AwsRequest = {
  method: string
  /** Path and query as sent, still encoded. */
  url: string
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>
  body: Buffer
  caller: Caller
}

export type AwsResponse = { status: number; headers: Record<string, string>; body: Buffer | string }

/** One AWS service behind the endpoint. Answers errors in its own wire format; throws only for defects. */
export type Service = (request: AwsRequest) => Promise<AwsResponse>

/** S3's shape of the same: bodies of any size, so they flow. `caller` is absent for an unsigned request. */
export type StreamingRequest = Omit<AwsRequest, 'body' | 'caller'> & { body: Readable; caller: Caller | undefined }
export type StreamingResponse = Omit<AwsResponse, 'body'> & { body: Buffer | string | Readable }
export type StreamingService = (request: StreamingRequest) => Promise<StreamingResponse>

/** `AWSStepFunctions.StartExecution` → `StartExecution`; empty when the request names none. */
export function operationOf({ headers }: Pick<AwsRequest, 'headers'>): string {
  return headers['x-amz-target']?.split('.')[1] ?? ''
}
