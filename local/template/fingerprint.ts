import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** Variable sources whose values follow from the files and the arguments. */
const predictable = new Set(['AWS', 'file', 'opt', 'param', 'self', 'sls', 'strToBool'])

/** What compiles it: the code here, and the versions of the Serverless Framework and its plugins. */
const notTheService = /\.ts$|package-lock\.json$/

/**
 * Stands for everything that a compilation depends on: when it is the same, so is the compiled service. Undefined when that cannot
 * be told, e.g. because of `${env:…}`.
 * @param args what `sls package` would be given
 */
export function fingerprint(serviceDir: string, args: readonly string[]): string | undefined {
  const hash = createHash('sha256').update(JSON.stringify([serviceDir, args, process.version]))
  const seen = new Set<string>()
  const take = (file: string): boolean => {
    if (seen.has(file)) return true
    seen.add(file)
    const text = readFileSync(resolve(serviceDir, file), 'utf8')
    hash.update(`${file}\0${text}\0`)
    return notTheService.test(file) || referredIn(text, take)
  }
  try {
    const compilers = ['compile.ts', 'definition-files.ts'].map((file) => join(import.meta.dirname, file))
    const versions = join(import.meta.dirname, '../../package-lock.json')
    return ['serverless.yml', ...compilers, versions].every(take) ? hash.digest('hex') : undefined
  } catch {
    return undefined
  }
}

/** Are all the variables in this text predictable, and those in the files it refers to? */
function referredIn(text: string, take: (file: string) => boolean): boolean {
  const sources = [...text.matchAll(/\$\{\s*([a-zA-Z0-9]+)[:(]/g)].map(([, source = '']) => source)
  if (!sources.every((source) => predictable.has(source))) return false
  if (/sls:\s*instanceId|file\([^)]*\$|useDotenv/.test(text)) return false
  const files = [...text.matchAll(/file\(([^)]+)\)/g)].map(([, file = '']) => file.trim())
  return files.every((file) => /\.(ya?ml|json)$/.test(file) && take(file))
}
