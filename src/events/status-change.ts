import * as z from 'zod/mini'
import { withoutTraces } from '../process/cause.ts'

const Instant = z.pipe(
  z.number(),
  z.transform((ms: number) => new Date(ms).toISOString()),
)
const Absent = z.pipe(
  z.null(),
  z.transform(() => undefined),
)
const Text = z.optional(z.union([z.string(), Absent]))
const Cause = z.optional(z.union([z.pipe(z.string(), z.transform(withoutTraces)), Absent]))

const Change = z.object({
  executionArn: z.string(),
  startDate: Instant,
  /** How often the execution had been redriven when its status changed. */
  redriveCount: z._default(z.int().check(z.minimum(0)), 0),
})

/**
 * The EventBridge event "Step Functions Execution Status Change". It leaves out an output above 248 KB, and of an execution whose
 * data is encrypted with a key of the account also its input, error and cause.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
export const StatusChange = z.object({
  detail: z.discriminatedUnion('status', [
    z.extend(Change, { status: z.literal('RUNNING') }),
    z.extend(Change, { status: z.literal('SUCCEEDED'), stopDate: Instant, output: Text }),
    z.extend(Change, {
      status: z.enum(['FAILED', 'TIMED_OUT', 'ABORTED']),
      stopDate: Instant,
      input: Text,
      error: Text,
      cause: Cause,
    }),
  ]),
})
