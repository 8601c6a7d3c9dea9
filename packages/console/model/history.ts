import * as z from 'zod'

/** Milliseconds since 1970. */
export type EpochMs = number

/** One event of an execution's history, with its details where GetExecutionHistory has a field per type of event. */
export type HistoryEvent = {
  id: number
  previousEventId: number
  type: string
  at: EpochMs
  details: EventDetails
}

/** What the details of an event may say. `input` and `output` are JSON text, as Step Functions gives them. */
export type EventDetails = {
  name?: string
  input?: string
  output?: string
  parameters?: string
  resource?: string
  resourceType?: string
  error?: string
  cause?: string
  index?: number
  state?: string
  location?: string
  mapRunArn?: string
  assignedVariables?: Record<string, string>
  [field: string]: unknown
}

const instant = z.union([
  z.number().transform((seconds) => seconds * 1000), // the AWS CLI, version 1
  z.string().transform((text, context) => {
    const at = Date.parse(text)
    if (Number.isNaN(at)) context.addIssue({ code: 'custom', message: 'is no time' })
    return at
  }),
])

const Event = z.looseObject({
  id: z.number(),
  previousEventId: z.number().default(0),
  type: z.string(),
  timestamp: instant,
})

/**
 * Events as GetExecutionHistory or a file of `aws stepfunctions get-execution-history` has them, oldest first.
 * @throws NotAHistory saying what is wrong, where
 */
export function parseHistory(json: unknown): HistoryEvent[] {
  const list = Array.isArray(json) ? json : (json as { events?: unknown } | null)?.events
  const { data, error } = z.array(Event).safeParse(list)
  if (!data) {
    const [issue] = error.issues
    throw new NotAHistory(`${issue?.path.join('.') || 'events'}: ${issue?.message}`)
  }
  return data.map(toEvent).sort((one, other) => one.id - other.id)
}

function toEvent({ id, previousEventId, type, timestamp, ...rest }: z.infer<typeof Event>): HistoryEvent {
  const [, details = {}] = Object.entries(rest).find(([field]) => field.endsWith('EventDetails')) ?? []
  return { id, previousEventId, type, at: timestamp, details: wellFormed(details) }
}

const texts = new Set(['name', 'input', 'output', 'parameters', 'resource', 'error', 'cause', 'state', 'mapRunArn'])

/** Details without those whose type is not what their name promises. By hand: a schema takes a second for 25,000 events. */
function wellFormed(details: unknown): EventDetails {
  if (typeof details !== 'object' || details === null) return {}
  const { index, assignedVariables, ...rest } = details as Record<string, unknown>
  const kept = Object.entries(rest).filter(([name, value]) => !texts.has(name) || typeof value === 'string')
  return {
    ...Object.fromEntries(kept),
    ...(typeof index === 'number' && { index }),
    ...(typeof assignedVariables === 'object' && { assignedVariables: assignedVariables as Record<string, string> }),
  }
}

/** The file has no events, or something that is none. */
export class NotAHistory extends Error {
  override readonly name = 'NotAHistory'
}
