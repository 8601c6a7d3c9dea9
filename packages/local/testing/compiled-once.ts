import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { CompiledService } from '../cloudformation/compiled-service.ts'
import { compileService } from '../cloudformation/compiler.ts'
import { fingerprint } from '../cloudformation/fingerprint.ts'

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
  while (!existsSync(file)) {
    if (underWay(`${file}.compiling`)) await after(50)
    else await compile(serviceDir, args, file)
  }
  return CompiledService.parse(JSON.parse(readFileSync(file, 'utf8')))
}
async function compile(serviceDir: string, args: string[], file: string) {
  const marker = `${file}.compiling`
  writeFileSync(marker, String(process.pid))
  try {
    writeFileSync(`${file}.${process.pid}`, JSON.stringify(await compileService(serviceDir, args)))
    renameSync(`${file}.${process.pid}`, file)
  } finally {
    rmSync(marker)
  }
}

/** Whether a process that still lives is at it. */
function underWay(marker: string): boolean {
  if (!existsSync(marker)) return false
  try {
    return process.kill(Number(readFileSync(marker, 'utf8')), 0)
  } catch {
    return false
  }
}
