import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts } from '../../packages/local/ports.ts'
import { type Region, type RegionOptions, startRegion } from '../../packages/local/region.ts'
import { compiledOnce } from '../../packages/local/testing/compiled-once.ts'

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
