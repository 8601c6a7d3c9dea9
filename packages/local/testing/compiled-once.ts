import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CompiledService } from '../cloudformation/compiled-service.ts'
import { compileService } from '../cloudformation/compiler.ts'
import { fingerprint } from '../cloudformation/fingerprint.ts'
import { once } from './once.ts'

/**
 * The compiled service. Compiling takes seconds, so of tests that run at once the first does it and the others wait; what has not
 * changed since an earlier run is not compiled again.
 * @param args what `sls package` would be given: `--stage`, `--param`
 * @throws TemplateError
 */
export async function compiledOnce(serviceDir: string, args: string[] = []): Promise<CompiledService> {
  const made = fingerprint(serviceDir, args)
  if (made === undefined) return compileService(serviceDir, args)
  const folder = join(serviceDir, '.local', 'tests')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `compiled-${made.slice(0, 16)}.json`)
  await once(
    `${file}.compiling`,
    () => existsSync(file),
    async () => {
      const compiled = await compileService(serviceDir, args)
      writeFileSync(`${file}.${process.pid}`, JSON.stringify(compiled))
      renameSync(`${file}.${process.pid}`, file)
      removeOld(folder)
    },
  )
  return CompiledService.parse(JSON.parse(readFileSync(file, 'utf8')))
}

const oldMs = 7 * 86_400_000

/** What was compiled and bundled for tests a week ago is of sources that have changed since. */
function removeOld(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    const { mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? { mtimeMs: Date.now() }
    if (Date.now() - mtimeMs > oldMs) rmSync(path, { recursive: true, force: true })
  }
}
