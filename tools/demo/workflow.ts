import type { S3Client } from '@aws-sdk/client-s3'
import type { SFNClient } from '@aws-sdk/client-sfn'
import type { SQSClient } from '@aws-sdk/client-sqs'
import type { z } from 'zod'

/** What a workflow's demo works with. */
export type Stage = {
  sampleUrl: string
  sfn: SFNClient
  s3: S3Client
  sqs: SQSClient
  print(line: string): void
  /** Sends a request with the API key. @throws Error unless it is answered with a 2xx that fits the schema */
  call<T>(answer: z.ZodType<T>, method: string, path: string, body?: unknown): Promise<T>
}

/** One run of a workflow, what came of it and what should have. */
export type Run = { workflow: string; path: string[]; outcome: string; expected: string; durationMs: number }

export type Workflow = (stage: Stage) => AsyncIterable<Run>
