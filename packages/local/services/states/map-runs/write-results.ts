import type { WriteResults } from '@sfs3/asl'
import type { UntimedEvent } from '../executions/driver.ts'
import type { LiveExecution } from '../executions/live-execution.ts'
import type { S3Objects } from './s3-objects.ts'

/** Puts what a ResultWriter writes. Resolves with the event for the execution. */
export async function writeResults(
  effect: WriteResults,
  live: LiveExecution,
  objects: S3Objects,
): Promise<UntimedEvent> {
  const { task, bucket } = effect
  try {
    for (const { key, body } of effect.objects) await objects.put(live.roleArn, bucket, key, body)
    return { type: 'TaskSucceeded', task, output: {} }
  } catch (error) {
    const cause = error instanceof Error ? error.message || error.name : String(error)
    return { type: 'TaskFailed', task, error: 'States.ResultWriterFailed', cause }
  }
}
