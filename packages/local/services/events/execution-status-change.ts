import type { JsonObject } from '@sfs3/asl'

/** Escaped input and output that an event carries at most. @see https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html */
const limitBytes = 248 * 1024

/** The detail of "Step Functions Execution Status Change" with what is too large left out: the input first, then the output. */
export function statusChangeDetail(change: JsonObject): JsonObject {
  const size = (member: string) => Buffer.byteLength(JSON.stringify(change[member] ?? null))
  const withoutInput = size('input') + size('output') > limitBytes
  const withoutOutput = size('output') > limitBytes
  return {
    ...change,
    ...(withoutInput && { input: null, inputDetails: { included: false } }),
    ...(withoutOutput && { output: null, outputDetails: { included: false } }),
  }
}
