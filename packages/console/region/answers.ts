import * as z from 'zod'

/**
 * What the local region answers beside the Step Functions API, at the same endpoint: DIFFERENCES.md of @sfs3/local has the operations.
 * Of each answer what the page shows; more may be there.
 */

/** Milliseconds since 1970. */
const at = z.number()

const Request = z.object({
  at,
  action: z.string(),
  resource: z.string(),
  outcome: z.enum(['allowed', 'explicitly denied', 'not allowed']),
  message: z.string().optional(),
  status: z.number().optional(),
  durationMs: z.number().optional(),
})
export type RegionRequest = z.infer<typeof Request>

const Invocation = z.object({
  requestId: z.string(),
  functionName: z.string().optional(),
  source: z
    .object({ executionArn: z.string(), state: z.string(), attempt: z.number(), itemIndex: z.number().optional() })
    .optional(),
  acceptedAt: at,
  beganAt: at.optional(),
  endedAt: at.optional(),
  error: z.object({ errorType: z.string().optional(), errorMessage: z.string().optional() }).optional(),
  lines: z.array(z.object({ at, text: z.string() })),
  linesLeftOut: z.number(),
  requests: z.array(Request),
})
/** A function that ran, or a Task state that called a service, with the requests that it made. */
export type Invocation = z.infer<typeof Invocation>

const Step = z.object({ state: z.string().optional(), functionName: z.string().optional(), at })
const DataObject = z.object({
  bucket: z.string(),
  key: z.string(),
  size: z.number().optional(),
  text: z.string().optional(),
  writtenBy: Step.optional(),
  readBy: z.array(Step),
})
/** An object in S3 that a step of the execution wrote or read. */
export type DataObject = z.infer<typeof DataObject>

const Denial = z.object({
  who: z.string(),
  action: z.string(),
  resource: z.string(),
  message: z.string(),
  count: z.number(),
  firstAt: at,
  lastAt: at,
  allow: z.object({ statement: z.record(z.string(), z.unknown()), policyOf: z.string() }).optional(),
  deniedBy: z.object({ owner: z.string(), policy: z.string(), index: z.number() }).optional(),
})
/** A permission that was denied. */
export type Denial = z.infer<typeof Denial>

const FunctionFacts = z.object({
  name: z.string(),
  handler: z.string(),
  roleName: z.string(),
  memoryMb: z.number(),
  timeoutMs: z.number(),
  invocations: z.number(),
  running: z.number(),
  errors: z.number(),
  medianMs: z.number().optional(),
  longestMs: z.number().optional(),
  lastAt: at.optional(),
  newest: z.array(z.boolean()),
})
export type RegionFunction = z.infer<typeof FunctionFacts>

const Queue = z.object({
  name: z.string(),
  isFifo: z.boolean(),
  visible: z.number(),
  inFlight: z.number(),
  delayed: z.number(),
})
export type Queue = z.infer<typeof Queue>

const Message = z.object({
  messageId: z.string(),
  is: z.string(),
  until: at.optional(),
  sentAt: at,
  receiveCount: z.number(),
  groupId: z.string().optional(),
  body: z.string(),
})
export type Message = z.infer<typeof Message>

const Rule = z.object({
  name: z.string(),
  bus: z.string(),
  state: z.string(),
  pattern: z.record(z.string(), z.unknown()).optional(),
  schedule: z.string().optional(),
  targets: z.array(z.string()),
})
export type Rule = z.infer<typeof Rule>

const PassedEvent = z.object({
  at,
  bus: z.string(),
  event: z.looseObject({ id: z.string(), source: z.string(), 'detail-type': z.string() }),
  rules: z.array(z.string()),
})
export type PassedEvent = z.infer<typeof PassedEvent>

/** By operation. */
export const answers = {
  DescribeData: z.object({ objects: z.array(DataObject) }),
  DescribeRegion: z.object({ since: at }),
  DescribeTimer: z.object({ at: at.optional() }),
  GetObject: z.object({ size: z.number(), text: z.string().optional(), headers: z.record(z.string(), z.string()) }),
  ListBuckets: z.object({
    buckets: z.array(z.object({ name: z.string(), createdAt: at, objects: z.number(), bytes: z.number() })),
  }),
  ListDenials: z.object({ denials: z.array(Denial) }),
  ListEvents: z.object({ events: z.array(PassedEvent) }),
  ListFunctions: z.object({ functions: z.array(FunctionFacts) }),
  ListInvocations: z.object({ invocations: z.array(Invocation) }),
  ListItems: z.object({ items: z.array(z.record(z.string(), z.unknown())), isCut: z.boolean() }),
  ListObjects: z.object({
    objects: z.array(z.object({ key: z.string(), size: z.number(), modifiedAt: at })),
    isCut: z.boolean(),
  }),
  ListQueues: z.object({ queues: z.array(Queue) }),
  ListRules: z.object({ rules: z.array(Rule) }),
  ListTables: z.object({
    tables: z.array(z.object({ name: z.string(), keys: z.array(z.string()), items: z.number(), bytes: z.number() })),
  }),
  PeekQueue: z.object({ messages: z.array(Message) }),
  SkipToNextTimer: z.object({ at: at.optional() }),
}

export type RegionOperation = keyof typeof answers
export type RegionAnswer<Operation extends RegionOperation> = z.infer<(typeof answers)[Operation]>
