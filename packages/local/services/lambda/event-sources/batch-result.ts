import * as z from 'zod'
import type { InvokeResult } from '../invoke.ts'

/** What became of a batch: all of it done, all of it to be tried again, or these of it. */
export type BatchResult =
  | { type: 'done' }
  | { type: 'failed'; why: string }
  | { type: 'partly'; failed: ReadonlySet<string> }

const Answer = z.looseObject({
  batchItemFailures: z.array(z.looseObject({ itemIdentifier: z.string().min(1) })).nullish(),
})

/**
 * Reads a function's answer to a batch.
 * @param identifiers of the records: message ids, or sequence numbers
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function batchResult(
  { payload, functionError }: InvokeResult,
  identifiers: readonly string[],
  reportsFailures: boolean,
): BatchResult {
  if (functionError) return { type: 'failed', why: payload }
  if (!reportsFailures) return { type: 'done' }
  const value: unknown = JSON.parse(payload)
  if (value === null || value === '') return { type: 'done' }
  const answer = Answer.safeParse(value)
  if (!answer.success) return { type: 'failed', why: 'its batchItemFailures are none' }
  const failed = (answer.data.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier)
  if (failed.length === 0) return { type: 'done' }
  const unknown = failed.find((identifier) => !identifiers.includes(identifier))
  if (unknown !== undefined)
    return { type: 'failed', why: `batchItemFailures name ${unknown}, which is not in the batch` }
  return { type: 'partly', failed: new Set(failed) }
}
