import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { CompiledService } from './compiled-service.ts'
import { fingerprint } from './fingerprint.ts'
import { TemplateError } from './template.ts'

let compilations = 0

/**
 * The compiled service: what was compiled last if nothing has changed since, otherwise what the Serverless Framework makes of it,
 * in a process of its own.
 * @param args what `sls package` would be given: `--stage`, `--param`
 * @throws TemplateError with what the Serverless Framework says, in one line
 */
export async function compileService(serviceDir: string, args: readonly string[] = []): Promise<CompiledService> {
  const now = fingerprint(serviceDir, args)
  const last = lastCompiled(serviceDir)
  if (last && now !== undefined && last.fingerprint === now) return last

  mkdirSync(join(serviceDir, '.local'), { recursive: true })
  const out = `${kept}.${process.pid}-${++compilations}`
  try {
    const { exitCode, output } = await runServerless(serviceDir, ['local', 'compile', '--out', out, ...args])
    if (exitCode !== 0) throw new TemplateError(reasonIn(output))
    const unchanged = fingerprint(serviceDir, args) === now
    const compiled = { ...read(serviceDir, out), ...(unchanged && { fingerprint: now }) }
    writeFileSync(join(serviceDir, out), JSON.stringify(compiled))
    renameSync(join(serviceDir, out), join(serviceDir, kept))
    return compiled
  } finally {
    rmSync(join(serviceDir, out), { force: true })
  }
}

/** What was compiled last, if anything. It need not be what would be compiled now. */
export function lastCompiled(serviceDir: string): CompiledService | undefined {
  try {
    return read(serviceDir, kept)
  } catch {
    return undefined
  }
}

const kept = join('.local', 'compiled.json')

const read = (serviceDir: string, file: string) =>
  CompiledService.parse(JSON.parse(readFileSync(join(serviceDir, file), 'utf8')))

function runServerless(serviceDir: string, args: string[]): Promise<{ exitCode: number | null; output: string }> {
  const packageJson = createRequire(join(serviceDir, 'serverless.yml')).resolve('serverless/package.json')
  const serverless = join(packageJson, '../bin/serverless.js')
  const cache = join(packageJson, '../../.cache/sfs3')
  const child = spawn(process.execPath, [serverless, ...args], {
    cwd: serviceDir,
    // Half of the time goes into compiling JavaScript and the configuration's schema; both can be kept.
    env: { NODE_COMPILE_CACHE: cache, SLS_SCHEMA_CACHE_BASE_DIR: cache, ...process.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  child.stderr.on('data', (chunk) => {
    output += chunk
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (exitCode) => resolve({ exitCode, output }))
  })
}

/** What stands between "Error:" and the first blank line after it, in one line. */
function reasonIn(output: string): string {
  const [, reason = output] = output.match(/^Error:?\s*\n([\s\S]*?)\n\s*(?:\n|Environment:|$)/m) ?? []
  const lines = reason.split('\n').map((line) => line.trim())
  return lines.filter((line) => line !== '').join(' ')
}
