import * as z from 'zod/mini'

/** The ARN of an execution, as `executionId` in answers. */
export const ExecutionId = z.string().check(z.describe('The ARN of the execution.'))

/** Names an execution of any state machine of the service. */
export const ExecutionRequest = z.object({
  executionArn: z.string().check(z.describe('The `executionId` that a start was answered with.')),
})

/** Only the execution is known. */
export const StartedExecution = z.object({ executionId: ExecutionId })

const Instant = z.iso.datetime()

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

/** The state of an execution, together with these ids. */
export function executionState<Ids extends z.ZodMiniObject>(ids: Ids) {
  return z.discriminatedUnion('status', [
    z.extend(ids, Running.shape),
    z.extend(ids, Succeeded.shape),
    z.extend(ids, NotSucceeded.shape),
  ])
}

/** The state of an execution that has ended, together with the ids that its start was answered with. */
export function endedExecution<Ids extends z.ZodMiniObject>(ids: Ids) {
  return z.discriminatedUnion('status', [z.extend(ids, Succeeded.shape), z.extend(ids, NotSucceeded.shape)])
}

/** Some items, newest first; `nextToken` leads to the next ones. */
export function page<Item extends z.ZodMiniType>(item: Item) {
  return z.object({ items: z.array(item), nextToken: z.optional(z.string()) })
}

/** What went wrong and what to change. @see https://www.rfc-editor.org/rfc/rfc9457 */
export const ProblemDocument = z.object({
  type: z.string().check(z.startsWith('urn:sfs3:problem:')),
  status: z.int(),
  title: z.string(),
  detail: z.string(),
})

/** What API Gateway answers when a request does not reach a function: without a status where it decides which; its own words in `message`. */
export const GatewayProblem = z.extend(ProblemDocument, {
  status: z.optional(z.int()),
  message: z.nullable(z.string()),
})
