import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A file of the service and its lines. */
type Source = { file: string; lines: string[] }

/** serverless.yml and every file that it includes by `${file(…)}`, as they are on disk now; what cannot be read is left out. */
export function templateSources(serviceDir: string): Source[] {
  const sources = new Map<string, Source>()
  const take = (file: string) => {
    if (sources.has(file)) return
    const text = readable(join(serviceDir, file))
    if (text === undefined) return
    sources.set(file, { file, lines: text.split('\n') })
    for (const [, included = ''] of text.matchAll(/file\(([^)$]+\.(?:ya?ml|json))\)/g)) take(included.trim())
  }
  take('serverless.yml')
  return [...sources.values()]
}

/** `resources/roles.yaml:31`, the first line of the service's YAML that a pattern fits; undefined without one. */
export function placeOf(pattern: RegExp, serviceDir: string): string | undefined {
  for (const { file, lines } of templateSources(serviceDir)) {
    const index = lines.findIndex((line) => pattern.test(line))
    if (index !== -1) return `${file}:${index + 1}`
  }
  return undefined
}

/** Where a resource of the template is written, if it is not one that the framework or a plugin makes. */
export function placeOfResource(logicalId: string, serviceDir: string): string | undefined {
  return placeOf(new RegExp(`^\\s*["']?${logicalId}["']?:\\s*$`), serviceDir)
}

function readable(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
