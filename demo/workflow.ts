import type { S3Client } from '@aws-sdk/client-s3'
import type { SFNClient } from '@aws-sdk/client-sfn'
import type { DemoRegion } from './region.ts'

/** What a workflow's demo works with. */
export type Stage = { region: DemoRegion; sfn: SFNClient; s3: S3Client; print(line: string): void }

/** One run of a workflow, what came of it and what should have. */
export type Run = { workflow: string; path: string[]; outcome: string; expected: string; durationMs: number }

export type Workflow = (stage: Stage) => AsyncIterable<Run>
