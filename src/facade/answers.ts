import * as z from 'zod'
import { TransactionId } from '../process/transaction-id.ts'

const ExecutionId = z.string().describe('The ARN of the execution.')
const Instant = z.iso.datetime()

/** A process was accepted: where its data is and which execution works on it. */
export const StartedProcess = z.object({ transactionId: TransactionId, executionId: ExecutionId })

/** How an execution stands. */
const Running = z.object({ status: z.literal('RUNNING'), startDate: Instant })
const Succeeded = z.object({
  status: z.literal('SUCCEEDED'),
  startDate: Instant,
  stopDate: Instant,
  output: z.unknown().describe('The output of the state machine, any JSON.'),
})
const NotSucceeded = z.object({
  status: z.enum(['FAILED', 'TIMED_OUT', 'ABORTED']),
  startDate: Instant,
  stopDate: Instant,
  error: z.string().optional(),
  cause: z.string().optional(),
})

const Execution = z.object({ executionId: ExecutionId, transactionId: z.string() })

/** An execution of this service and how it stands. */
export const ProcessState = z.discriminatedUnion('status', [
  Execution.extend(Running.shape),
  Execution.extend(Succeeded.shape),
  Execution.extend(NotSucceeded.shape),
])

/** An execution that has ended, with the ids that its start was answered with. */
export const ended = <Ids extends z.ZodObject>(ids: Ids) =>
  z.discriminatedUnion('status', [ids.extend(Succeeded.shape), ids.extend(NotSucceeded.shape)])

/** The parts of a process by name. */
export const ProcessData = z.object({ processInput: z.unknown() }).catchall(z.unknown())

/** What went wrong and what to change. @see https://www.rfc-editor.org/rfc/rfc9457 */
export const ProblemDocument = z.object({
  type: z.string().startsWith('urn:sfs3:problem:'),
  status: z.int(),
  title: z.string(),
  detail: z.string(),
})

/** The parts of a process and how many bytes each has. */
export const Parts = z.array(z.object({ part: z.string(), bytes: z.int() }))

/** What API Gateway says when a request does not reach a function. */
export const GatewayMessage = z.object({ message: z.string().nullable() })

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
export const page = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextToken: z.string().optional() })
