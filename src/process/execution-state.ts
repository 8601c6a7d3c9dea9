import * as z from 'zod/mini'
import { AnyJson } from './json.ts'

const Ended = z.object({ executionArn: z.string(), startDate: z.iso.datetime(), stopDate: z.iso.datetime() })

/** How an execution ended: with an output, or with an error and a cause if Step Functions gave them. */
export const Outcome = z.discriminatedUnion('status', [
  z.extend(Ended, { status: z.literal('SUCCEEDED'), output: AnyJson }),
  z.extend(Ended, {
    status: z.enum(['FAILED', 'TIMED_OUT', 'ABORTED']),
    error: z.optional(z.string()),
    cause: z.optional(z.string()),
  }),
])
export type Outcome = z.infer<typeof Outcome>

/** When an execution started. */
export const Started = z.object({ executionArn: z.string(), startDate: z.iso.datetime() })
export type Started = z.infer<typeof Started>

/** The state of an execution: it runs, or it has ended. */
export type ExecutionState = (Started & { status: 'RUNNING' }) | Outcome
