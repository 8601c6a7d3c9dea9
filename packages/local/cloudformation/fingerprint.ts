import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, extname, join, resolve } from 'node:path'
import { serviceFile } from './service-file.ts'

/** Variable sources whose values follow from the files and the arguments. */
const predictable = new Set(['file', 'opt', 'param', 'self', 'sls', 'strToBool'])

/** Code: the compiler's, and that of plugins in the service's folder. */
const code = /\.[cm]?[jt]s$/

/** The versions of the Serverless Framework and of plugins from packages. */
const versions = /package-lock\.json$|yarn\.lock$|pnpm-lock\.yaml$/

/**
 * Stands for everything that a compilation depends on: when it is the same, so is the compiled service. Undefined when that cannot
 * be told, e.g. because of `${env:…}`.
 * @param args what `sls package` would be given
 */
export function fingerprint(serviceDir: string, args: readonly string[]): string | undefined {
  const configuration = serviceFile(serviceDir)
  if (code.test(configuration)) return undefined
  const hash = createHash('sha256').update(JSON.stringify([serviceDir, args, process.version]))
  const take = taking(serviceDir, (file, text) => hash.update(`${file}\0${text}\0`))
  try {
    const compilers = ['compile', 'definition-files'].map((name) =>
      join(import.meta.dirname, name + extname(import.meta.filename)),
    )
    return [configuration, ...compilers, lockfileOf(serviceDir)].every(take) ? hash.digest('hex') : undefined
  } catch {
    return undefined
  }
}

/** Whether a file is code that the compilation runs: a plugin in the service's folder, or what one imports. */
export function isCompilingCode(serviceDir: string, file: string): boolean {
  if (!code.test(file)) return false
  const files = new Set<string>()
  try {
    taking(serviceDir, (taken) => files.add(resolve(serviceDir, taken)))(serviceFile(serviceDir))
  } catch {
    // What it refers to is not there now; what was found by then counts.
  }
  return files.has(file)
}

/**
 * Takes a file and all that it refers to or imports, each once.
 * @returns what tells whether what they give can be predicted; it throws Error for a file that is not there
 */
function taking(serviceDir: string, taken: (file: string, text: string) => unknown): (file: string) => boolean {
  const seen = new Set<string>()
  const take = (file: string): boolean => {
    if (seen.has(file)) return true
    seen.add(file)
    const text = readFileSync(resolve(serviceDir, file), 'utf8')
    taken(file, text)
    if (versions.test(file)) return true
    if (code.test(file)) return importedIn(text).every((imported) => take(join(dirname(file), imported)))
    return referredIn(text, take)
  }
  return take
}

/** Where the versions are written down that are installed for this service: in its folder or one above. @throws Error without any */
function lockfileOf(folder: string): string {
  const lockfile = ['package-lock.json', 'yarn.lock', 'pnpm-lock.yaml']
    .map((name) => join(folder, name))
    .find(existsSync)
  if (lockfile) return lockfile
  if (dirname(folder) === folder) throw new Error('no lockfile')
  return lockfileOf(dirname(folder))
}

/** The files that this code imports by a relative path; types change nothing. */
function importedIn(text: string): string[] {
  const running = text.replace(/^import type\b[^'"]*['"][^'"]+['"]/gm, '')
  return [...running.matchAll(/\b(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]/g)].map(([, file = '']) => file)
}

/**
 * Are all the variables in this text predictable, and those in the files it refers to? Plugins in files count as referred to;
 * `${AWS::Region}` is no variable.
 */
function referredIn(text: string, take: (file: string) => boolean): boolean {
  const sources = [...text.matchAll(/\$\{\s*([a-zA-Z0-9]+)(?:\(|:(?!:))/g)].map(([, source = '']) => source)
  if (!sources.every((source) => predictable.has(source))) return false
  if (/sls:\s*instanceId|file\([^)]*\$|useDotenv/.test(text)) return false
  const files = [...text.matchAll(/file\(([^)]+)\)/g)].map(([, file = '']) => file.trim())
  const plugins = [...text.matchAll(/^\s*-\s*["']?(\.\/[^\s"']+)/gm)].map(([, file = '']) => file)
  return files.every((file) => /\.(ya?ml|json)$/.test(file) && take(file)) && plugins.every(take)
}
