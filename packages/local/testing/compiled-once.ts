import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { CompiledService } from '../cloudformation/compiled-service.ts'
import { compileService } from '../cloudformation/compiler.ts'

/** Compiles the service unless that was done since what it is made of has changed: it takes seconds, so others wait for the first. */
export async function compiledOnce(serviceDir: string, args: string[] = []): Promise<CompiledService> {
  const sources = [
    'serverless.yml',
    'package-lock.json',
    'packages/local/plugin.cjs',
    'packages/local/cloudformation/compile.ts',
    ...globSync('resources/**/*.*'),
  ]
  const hash = createHash('sha256').update(args.join(' '))
  for (const source of sources.sort()) hash.update(source).update(readFileSync(source))
  const file = join('.local', 'tests', `compiled-${hash.digest('hex').slice(0, 16)}.json`)
  mkdirSync(join('.local', 'tests'), { recursive: true })
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
