/** A line of a function's log as it is read: what it says, and the facts beside. */
export type LogLine = { level: string; message: string; facts: string }

/** What a logger repeats in every line about the function and its invocation. */
const repeated = new Set([
  '_aws',
  'level',
  'message',
  'timestamp',
  'service',
  'cold_start',
  'function_arn',
  'function_memory_size',
  'function_name',
  'function_request_id',
  'sampling_rate',
  'xray_trace_id',
])

/** A structured line by its parts, as Powertools for AWS Lambda writes them; metrics in the embedded format; else the line as it is. */
export function logLine(text: string): LogLine {
  const fields = jsonObject(text)
  if (!fields) return { level: '', message: text, facts: '' }
  if (typeof fields._aws === 'object') return { level: 'METRICS', message: '', facts: factsOf(fields) }
  const { level, message } = fields
  if (typeof level !== 'string' || typeof message !== 'string') return { level: '', message: text, facts: '' }
  return { level, message, facts: factsOf(fields) }
}

function factsOf(fields: Record<string, unknown>): string {
  return Object.entries(fields)
    .filter(([name]) => !repeated.has(name))
    .map(([name, value]) => `${name}=${said(value)}`)
    .join(' ')
}

/** An error by its name and message: its stack is in the cause. */
function said(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'object' && value !== null && 'name' in value && 'message' in value)
    return `${value.name}: ${value.message}`
  return JSON.stringify(value)
}

function jsonObject(text: string): Record<string, unknown> | undefined {
  if (!text.startsWith('{')) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
