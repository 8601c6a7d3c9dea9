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

/**
 * Events as GetExecutionHistory or a file of `aws stepfunctions get-execution-history` has them, oldest first.
 * By hand: a schema takes most of a second for 25,000 events, in a page whose security policy keeps it from compiling itself.
 * @throws NotAHistory saying what is wrong, where
 */
export function parseHistory(json: unknown): HistoryEvent[] {
  const list = Array.isArray(json) ? json : (json as { events?: unknown } | null)?.events
  if (!Array.isArray(list)) throw new NotAHistory('events: is no list')
  return list.map(toEvent).sort((one, other) => one.id - other.id)
}

function toEvent(event: unknown, index: number): HistoryEvent {
  if (typeof event !== 'object' || event === null) throw new NotAHistory(`${index}: is no event`)
  const { id, previousEventId = 0, type, timestamp, ...rest } = event as Record<string, unknown>
  if (typeof id !== 'number') throw new NotAHistory(`${index}.id: is no number`)
  if (typeof previousEventId !== 'number') throw new NotAHistory(`${index}.previousEventId: is no number`)
  if (typeof type !== 'string') throw new NotAHistory(`${index}.type: is no text`)
  // The AWS CLI, version 1, writes seconds.
  const at = typeof timestamp === 'number' ? timestamp * 1000 : Date.parse(String(timestamp))
  if (Number.isNaN(at)) throw new NotAHistory(`${index}.timestamp: is no time`)
  for (const field in rest)
    if (field.endsWith('EventDetails')) return { id, previousEventId, type, at, details: wellFormed(rest[field]) }
  return { id, previousEventId, type, at, details: {} }
}

const texts = new Set(['name', 'input', 'output', 'parameters', 'resource', 'error', 'cause', 'state', 'mapRunArn'])

/** Details without those whose type is not what their name promises. */
function wellFormed(details: unknown): EventDetails {
  if (typeof details !== 'object' || details === null) return {}
  const kept: EventDetails = {}
  for (const [name, value] of Object.entries(details)) {
    const isAsPromised = texts.has(name)
      ? typeof value === 'string'
      : name === 'index'
        ? typeof value === 'number'
        : name !== 'assignedVariables' || (typeof value === 'object' && value !== null)
    if (isAsPromised) kept[name] = value
  }
  return kept
}

/** The file has no events, or something that is none. */
export class NotAHistory extends Error {
  override readonly name = 'NotAHistory'
}
