import * as z from 'zod/mini'
import { TransactionId } from '../../process/transaction-id.ts'

const ExecutionId = z.string().check(z.describe('The ARN of the execution.'))
const Instant = z.iso.datetime()

/** A process was accepted: where its data is and which execution works on it. */
export const StartedProcess = z.object({ transactionId: TransactionId, executionId: ExecutionId })

/** How an execution stands. */
const Running = z.object({ status: z.literal('RUNNING'), startDate: Instant })
const Succeeded = z.object({
  status: z.literal('SUCCEEDED'),
  startDate: Instant,
  stopDate: Instant,
  output: z.unknown().check(z.describe('The output of the state machine, any JSON.')),
})
const NotSucceeded = z.object({
  status: z.enum(['FAILED', 'TIMED_OUT', 'ABORTED']),
  startDate: Instant,
  stopDate: Instant,
  error: z.optional(z.string()),
  cause: z.optional(z.string()),
})

const Execution = z.object({ executionId: ExecutionId, transactionId: z.string() })

/** An execution of this service and how it stands. */
export const ProcessState = z.discriminatedUnion('status', [
  z.extend(Execution, Running.shape),
  z.extend(Execution, Succeeded.shape),
  z.extend(Execution, NotSucceeded.shape),
])

/** An execution that has ended, with the ids that its start was answered with. */
export const ended = <Ids extends z.ZodMiniObject>(ids: Ids) =>
  z.discriminatedUnion('status', [z.extend(ids, Succeeded.shape), z.extend(ids, NotSucceeded.shape)])

/** The parts of a process by name. */
export const ProcessData = z.catchall(z.object({ processInput: z.unknown() }), z.unknown())

/** What went wrong and what to change. @see https://www.rfc-editor.org/rfc/rfc9457 */
export const ProblemDocument = z.object({
  type: z.string().check(z.startsWith('urn:sfs3:problem:')),
  status: z.int(),
  title: z.string(),
  detail: z.string(),
})

/** The parts of a process and how many bytes each has. */
export const Parts = z.array(z.object({ part: z.string(), bytes: z.int() }))

/** What API Gateway says when a request does not reach a function. */
export const GatewayMessage = z.object({ message: z.nullable(z.string()) })

/** An order awaits approval. */
export const PlacedOrder = z.object({ orderId: TransactionId, executionId: ExecutionId })

/** A job was accepted. */
export const StartedJob = z.object({ jobId: TransactionId, message: z.string(), executionId: ExecutionId })

/** Only the execution is known. */
export const StartedExecution = z.object({ executionId: ExecutionId })

/** A job as it is listed. */
export const Job = z.object({
  Id: z.string(),
  StartActionAt: z.string(),
  LastUpdated: z.string(),
  ProcessStatus: z.string(),
})

/** What became of a file. */
export const ArchiveRecord = z.object({
  Id: z.string(),
  Timestamp: z.string(),
  Archive: z.boolean(),
  Quality: z.number(),
  Action: z.string(),
  Approval: z.boolean(),
  Key: z.string(),
})

/** Some items, newest first; `nextToken` leads to the next ones. */
export const page = <Item extends z.ZodMiniType>(item: Item) =>
  z.object({ items: z.array(item), nextToken: z.optional(z.string()) })
