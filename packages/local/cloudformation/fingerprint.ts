import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, extname, join, resolve } from 'node:path'

/** Variable sources whose values follow from the files and the arguments. */
const predictable = new Set(['file', 'opt', 'param', 'self', 'sls', 'strToBool'])

/** What compiles it: the code here, and the versions of the Serverless Framework and its plugins. */
const notTheService = /\.[jt]s$|package-lock\.json$|yarn\.lock$|pnpm-lock\.yaml$/

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
    const compilers = ['compile', 'definition-files'].map((name) =>
      join(import.meta.dirname, name + extname(import.meta.filename)),
    )
    return ['serverless.yml', ...compilers, lockfileOf(serviceDir)].every(take) ? hash.digest('hex') : undefined
  } catch {
    return undefined
  }
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

/** Are all the variables in this text predictable, and those in the files it refers to? `${AWS::Region}` is none. */
function referredIn(text: string, take: (file: string) => boolean): boolean {
  const sources = [...text.matchAll(/\$\{\s*([a-zA-Z0-9]+)(?:\(|:(?!:))/g)].map(([, source = '']) => source)
  if (!sources.every((source) => predictable.has(source))) return false
  if (/sls:\s*instanceId|file\([^)]*\$|useDotenv/.test(text)) return false
  const files = [...text.matchAll(/file\(([^)]+)\)/g)].map(([, file = '']) => file.trim())
  return files.every((file) => /\.(ya?ml|json)$/.test(file) && take(file))
}
