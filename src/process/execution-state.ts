import * as z from 'zod/mini'
import { AnyJson } from './json.ts'

const Ended = z.object({ executionArn: z.string(), startDate: z.iso.datetime(), stopDate: z.iso.datetime() })

/** How an execution ended. Succeeded, it has an output; otherwise an error and a cause, if Step Functions gave any. */
export const Outcome = z.discriminatedUnion('status', [
  z.extend(Ended, { status: z.literal('SUCCEEDED'), output: AnyJson }),
  z.extend(Ended, {
    status: z.enum(['FAILED', 'TIMED_OUT', 'ABORTED']),
    error: z.optional(z.string()),
    cause: z.optional(z.string()),
  }),
])
export type Outcome = z.infer<typeof Outcome>

/** An execution that has not ended, as far as one can tell. */
export const Started = z.object({ executionArn: z.string(), startDate: z.iso.datetime() })
export type Started = z.infer<typeof Started>

/** How an execution stands. */
export type Standing = (Started & { status: 'RUNNING' }) | Outcome
