import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts } from '../../local/ports.ts'
import { type Region, type RegionOptions, startRegion } from '../../local/region.ts'
import { CompiledService } from '../../local/template/compiled-service.ts'
import { compileService } from '../../local/template/compiler.ts'

/** The whole service on free ports, with its data in a folder that `stop` removes. */
export type TestRegion = Region & {
  dataDir: string
  /** For any AWS SDK client: the developer's. */
  sdk: { endpoint: string; region: string; credentials: { accessKeyId: string; secretAccessKey: string } }
  /** Sends a request with the API key: `call('POST', '/start-process', { orderNumber: 42 })`. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>
}

type Options = Partial<
  Pick<RegionOptions, 'clock' | 'compiled' | 'dataDir' | 'disturb' | 'print' | 'quotas' | 'sampleService' | 'warn'>
>

/** Starts a region of the service as it is in this repository. Takes about a second. */
export async function startTestRegion(options: Options = {}): Promise<TestRegion> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'sfs3-region-'))
  const serviceDir = process.cwd()
  const region = await startRegion({
    serviceDir,
    compiled: compiledOnce(serviceDir),
    ports: freePorts,
    ...options,
    dataDir,
  })
  const stop = region.stop
  return Object.assign(region, {
    dataDir,
    sdk: {
      endpoint: region.awsUrl,
      region: 'us-east-1',
      credentials: { accessKeyId: 'developer', secretAccessKey: 'local' },
    },
    call: (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
      fetch(region.apiUrl + path, {
        method,
        headers: { 'x-api-key': region.apiKey, 'content-type': 'application/json', ...headers },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    async stop() {
      await stop()
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true })
    },
  })
}

/** Compiles the service unless that was done since what it is made of has changed: it takes seconds. */
async function compiledOnce(serviceDir: string): Promise<CompiledService> {
  const sources = [
    'serverless.yml',
    'package-lock.json',
    'local/plugin.ts',
    'local/template/compile.ts',
    ...globSync('resources/**/*.*'),
  ]
  const hash = createHash('sha256')
  for (const source of sources.sort()) hash.update(source).update(readFileSync(source))
  const file = join('.local', 'tests', `compiled-${hash.digest('hex').slice(0, 16)}.json`)
  if (!existsSync(file)) {
    mkdirSync(join('.local', 'tests'), { recursive: true })
    writeFileSync(`${file}.${process.pid}`, JSON.stringify(await compileService(serviceDir)))
    renameSync(`${file}.${process.pid}`, file)
  }
  return CompiledService.parse(JSON.parse(readFileSync(file, 'utf8')))
}
