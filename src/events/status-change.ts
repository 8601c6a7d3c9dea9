import * as z from 'zod'
import { withoutTraces } from '../process/cause.ts'

const Instant = z.number().transform((ms) => new Date(ms).toISOString())
const Absent = z.null().transform(() => undefined)
const Text = z.union([z.string(), Absent]).optional()
const Cause = z.union([z.string().transform(withoutTraces), Absent]).optional()

const Change = z.object({
  executionArn: z.string(),
  startDate: Instant,
  /** How often the execution had been redriven when its status changed. */
  redriveCount: z.int().min(0).default(0),
})

/**
 * The EventBridge event "Step Functions Execution Status Change". Output above 248 KB is left out of it.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
export const StatusChange = z.object({
  detail: z.discriminatedUnion('status', [
    Change.extend({ status: z.literal('RUNNING') }),
    Change.extend({ status: z.literal('SUCCEEDED'), stopDate: Instant, output: Text }),
    Change.extend({ status: z.enum(['FAILED', 'TIMED_OUT', 'ABORTED']), stopDate: Instant, error: Text, cause: Cause }),
  ]),
})
