import * as z from 'zod'

/** Where goes what a function writes to stdout and stderr. */
export type LogSink = (functionName: string, text: string) => void

/** Prints each line behind the name of its function. A structured line becomes: LEVEL message key=value. */
export function printLogs(print: (line: string) => void): LogSink {
  return (functionName, text) => {
    for (const line of text.replace(/\n$/, '').split('\n')) print(`${functionName} ${readable(line)}`)
  }
}

/** A line of metrics in the embedded format says what it counts; the values stand beside. */
const MetricsLine = z.looseObject({ _aws: z.looseObject({}) })

/** For tests that do not look at logs. */
export const dropLogs: LogSink = () => {}

const StructuredLine = z.looseObject({ level: z.string(), message: z.string() })

/** What every line of Powertools repeats about the function; its name stands before the line already. */
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

function readable(line: string): string {
  if (!line.startsWith('{')) return line
  const value = parsed(line)
  const metrics = MetricsLine.safeParse(value)
  if (metrics.success) return `METRICS ${pairs(metrics.data)}`
  const structured = StructuredLine.safeParse(value)
  if (!structured.success) return line
  return `${structured.data.level} ${structured.data.message} ${pairs(structured.data)}`.trimEnd()
}

function pairs(facts: object): string {
  const rest = Object.entries(facts).filter(([key]) => !repeated.has(key))
  return rest.map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`).join(' ')
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
