import { existsSync, readFileSync } from 'node:fs'
import { SourceMap, type SourceMapping } from 'node:module'
import { fileURLToPath } from 'node:url'

/**
 * What `--enable-source-maps` does, but maps are read when a stack trace is looked at, not when a bundle is imported: that costs
 * each worker 60 ms.
 */
export function mapStackTraces() {
  Error.prepareStackTrace = (error, frames) =>
    [heading(error), ...frames.map((frame) => `    at ${placed(frame)}`)].join('\n')
}

function heading(error: Error): string {
  try {
    return String(error)
  } catch {
    return 'Error'
  }
}

function placed(frame: NodeJS.CallSite): string {
  const url = frame.getScriptNameOrSourceURL()
  const [line, column] = [frame.getLineNumber(), frame.getColumnNumber()]
  if (!url?.startsWith('file:') || line === null || column === null) return String(frame)
  const origin: Partial<SourceMapping> = mapOf(url)?.findEntry(line - 1, column - 1) ?? {}
  const { originalSource, originalLine = 0, originalColumn = 0 } = origin
  if (originalSource === undefined) return String(frame)
  const location = `${fileURLToPath(new URL(originalSource, url))}:${originalLine + 1}:${originalColumn + 1}`
  return String(frame).replace(`${url}:${line}:${column}`, location)
}

const maps = new Map<string, SourceMap | undefined>()

function mapOf(url: string): SourceMap | undefined {
  if (!maps.has(url)) {
    const file = `${fileURLToPath(url)}.map`
    maps.set(url, existsSync(file) ? new SourceMap(JSON.parse(readFileSync(file, 'utf8'))) : undefined)
  }
  return maps.get(url)
}
