import * as z from 'zod'

const Instant = z.iso.datetime()
const Running = z.object({ status: z.literal('RUNNING'), startDate: Instant.optional() })
const Succeeded = z.object({
  status: z.literal('SUCCEEDED'),
  startDate: Instant,
  stopDate: Instant,
  output: z.unknown(),
})
const NotSucceeded = z.object({
  status: z.enum(['FAILED', 'TIMED_OUT', 'ABORTED']),
  startDate: Instant,
  stopDate: Instant,
  error: z.string().optional(),
  cause: z.string().optional(),
})

const Ended = z.discriminatedUnion('status', [Succeeded, NotSucceeded])
/** How an execution ended. */
export type Ended = z.infer<typeof Ended>

/** The state of an execution. */
export const Execution = z.discriminatedUnion('status', [Running, Succeeded, NotSucceeded])
export type Execution = z.infer<typeof Execution>

/** A start without waiting is answered without a status: the execution runs. */
const state = z.preprocess(
  (answer) =>
    typeof answer === 'object' && answer && !('status' in answer) ? { ...answer, status: 'RUNNING' } : answer,
  Execution,
)

export const StartedProcess = z.object({ transactionId: z.string(), executionId: z.string() }).and(state)
export type StartedProcess = z.infer<typeof StartedProcess>

export const ErasedProcess = z.object({ transactionId: z.string(), objects: z.number() })
export type ErasedProcess = z.infer<typeof ErasedProcess>

export const StartedOrder = z.object({ orderId: z.string(), executionId: z.string() }).and(state)
export type StartedOrder = z.infer<typeof StartedOrder>

export const StartedJob = z.object({ jobId: z.string(), message: z.string(), executionId: z.string() }).and(state)
export type StartedJob = z.infer<typeof StartedJob>

export const StartedArchive = z.object({ executionId: z.string() }).and(state)
export type StartedArchive = z.infer<typeof StartedArchive>

export const Job = z.object({
  Id: z.string(),
  StartActionAt: z.string(),
  LastUpdated: z.string(),
  ProcessStatus: z.string(),
})
export type Job = z.infer<typeof Job>

/** Some items, newest first; `nextToken` leads to the next ones. */
export type Page<Item> = { items: Item[]; nextToken?: string | undefined }
export function page<Item>(item: z.ZodType<Item>): z.ZodType<Page<Item>> {
  return z.object({ items: z.array(item), nextToken: z.string().optional() })
}
