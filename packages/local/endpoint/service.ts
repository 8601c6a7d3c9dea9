import type { Readable } from 'node:stream'
import type { Caller } from '../iam/caller.ts'

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

/** Answers the requests of one AWS service, errors in its own wire format; throws only for defects. */
export type Service = (request: AwsRequest) => Promise<AwsResponse>

/** The same for bodies of any size, which flow. `caller` is absent for an unsigned request. */
export type StreamingRequest = Omit<AwsRequest, 'body' | 'caller'> & { body: Readable; caller: Caller | undefined }
export type StreamingResponse = Omit<AwsResponse, 'body'> & { body: Buffer | string | Readable }
export type StreamingService = (request: StreamingRequest) => Promise<StreamingResponse>

/** `AWSStepFunctions.StartExecution` → `StartExecution`; empty when the request names none. */
export function operationOf({ headers }: Pick<AwsRequest, 'headers'>): string {
  return headers['x-amz-target']?.split('.')[1] ?? ''
}
