import { styleText } from 'node:util'
import * as z from 'zod'

/** Where goes what a function writes to stdout and stderr. */
export type LogSink = (functionName: string, text: string) => void

/** From the most to the least that is shown. @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html */
export const logLevels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL', 'SILENT'] as const
export type LogLevel = (typeof logLevels)[number]

export type LogFormat = {
  /** Structured lines below it are left out, metrics above DEBUG. Without it functions say what they log, and metrics are left out. */
  level?: LogLevel | undefined
  /** `text` for people, in colours if they look at a terminal; `json` leaves structured lines as the function wrote them. */
  as: 'text' | 'colours' | 'json'
}

/** Prints each line behind the name of its function. A structured line becomes: LEVEL message key=value. */
export function printLogs(print: (line: string) => void, { level, as }: LogFormat = { as: 'text' }): LogSink {
  const ranks = new Map<string, number>(logLevels.map((name, rank) => [name, rank]))
  const isShown = (of: string) => level === undefined || (ranks.get(of) ?? Infinity) >= (ranks.get(level) ?? 0)
  return (functionName, text) => {
    for (const line of text.replace(/\n$/, '').split('\n')) {
      const value = line.startsWith('{') ? parsed(line) : undefined
      const structured = StructuredLine.safeParse(value).data
      const metrics = MetricsLine.safeParse(value).data
      // Lines without a level are what a developer has put there to see them.
      if (level === 'SILENT' || (structured && !isShown(structured.level))) continue
      if (metrics && (level === undefined || !isShown('DEBUG'))) continue
      if (as === 'json' && (structured || metrics)) print(line)
      else if (metrics) print(`${functionName} METRICS ${pairs(metrics)}`)
      else if (structured) print(readable(functionName, structured, as === 'colours'))
      else print(`${functionName} ${line}`)
    }
  }
}

/** For tests that do not look at logs. */
export const dropLogs: LogSink = () => {}

/** A line of metrics in the embedded format says what it counts; the values stand beside. */
const MetricsLine = z.looseObject({ _aws: z.looseObject({}) })

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

const colours: Record<string, Parameters<typeof styleText>[0]> = { WARN: 'yellow', ERROR: 'red', FATAL: 'red' }

/** An error as Powertools writes it. */
const LoggedError = z.looseObject({ name: z.string(), message: z.string(), stack: z.string() })

function readable(functionName: string, line: z.infer<typeof StructuredLine>, coloured: boolean): string {
  const styled = (style: Parameters<typeof styleText>[0], text: string) =>
    coloured && text !== '' ? styleText(style, text, { validateStream: false }) : text
  const { level, message, error, ...facts } = line
  const thrown = LoggedError.safeParse(error).data
  const others = pairs(thrown || error === undefined ? facts : { ...facts, error })
  const words = [styled('dim', functionName), styled(colours[level] ?? 'cyan', level), message, styled('dim', others)]
  return [words.join(' ').trimEnd(), ...(thrown ? stackOf(thrown) : [])].join('\n')
}

/** The error with the frames of code that is not a package's; at least one. */
function stackOf({ name, message, stack }: z.infer<typeof LoggedError>): string[] {
  const frames = stack.split('\n').filter((frame) => /^\s*at /.test(frame))
  const own = frames.filter((frame) => !/node_modules|\(node:|at node:/.test(frame))
  return [`  ${name}: ${message}`, ...(own.length > 0 ? own : frames.slice(0, 1)).map((frame) => `    ${frame.trim()}`)]
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
