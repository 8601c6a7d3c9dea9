import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CompiledService } from '../../local/template/compiled-service.ts'
import { compileService } from '../../local/template/compiler.ts'

/** Compiles the service unless that was done since what it is made of has changed: it takes seconds. */
export async function compiledOnce(serviceDir: string, args: string[] = []): Promise<CompiledService> {
  const sources = [
    'serverless.yml',
    'package-lock.json',
    'local/plugin.ts',
    'local/template/compile.ts',
    ...globSync('resources/**/*.*'),
  ]
  const hash = createHash('sha256').update(args.join(' '))
  for (const source of sources.sort()) hash.update(source).update(readFileSync(source))
  const file = join('.local', 'tests', `compiled-${hash.digest('hex').slice(0, 16)}.json`)
  if (!existsSync(file)) {
    mkdirSync(join('.local', 'tests'), { recursive: true })
    writeFileSync(`${file}.${process.pid}`, JSON.stringify(await compileService(serviceDir, args)))
    renameSync(`${file}.${process.pid}`, file)
  }
  return CompiledService.parse(JSON.parse(readFileSync(file, 'utf8')))
}
