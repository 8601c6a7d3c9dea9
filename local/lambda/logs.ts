import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import * as z from 'zod'

/** Where the output of a function goes. Called once per stream of each worker. */
export type LogSink = (functionName: string, output: Readable) => void

/** Prints each line behind the name of its function. A structured line is told as: LEVEL message key=value. */
export function printLogs(print: (line: string) => void): LogSink {
  return (functionName, output) => {
    createInterface({ input: output }).on('line', (line) => print(`${functionName} ${readable(line)}`))
  }
}

/** For tests that do not look at logs. */
export const dropLogs: LogSink = (_, output) => void output.resume()

const StructuredLine = z.looseObject({ level: z.string(), message: z.string() })

/** What every line of Powertools repeats about the function; its name stands before the line already. */
const repeated = new Set([
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
  const structured = StructuredLine.safeParse(parsed(line))
  if (!structured.success) return line
  const rest = Object.entries(structured.data).filter(([key]) => !repeated.has(key))
  const pairs = rest.map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
  return [structured.data.level, structured.data.message, ...pairs].join(' ')
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
