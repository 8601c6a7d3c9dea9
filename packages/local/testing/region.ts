import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { freePorts } from '../ports.ts'
import { type Region, type RegionOptions, startRegion as start } from '../region.ts'
import { compiledOnce } from './compiled-once.ts'

export type TestRegion = Region & {
  dataDir: string
  /** For any AWS SDK client: the developer's. */
  sdk: { endpoint: string; region: string; credentials: { accessKeyId: string; secretAccessKey: string } }
  /** Sends a request with the API key: `call('POST', '/jobs', { StartTimestamp })`. A body that is no text goes as JSON. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>
}

export type TestRegionOptions = Partial<Omit<RegionOptions, 'serviceDir'>> & {
  /** The folder of serverless.yml; the current one if absent. */
  service?: string
}

/** Starts the region of a service on free ports, with its data in a folder that `stop` removes. */
export async function startRegion({ service = '.', ...options }: TestRegionOptions = {}): Promise<TestRegion> {
  const serviceDir = resolve(service)
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'sfs3-region-'))
  const region = await start({
    compiled: compiledOnce(serviceDir),
    ports: freePorts,
    ...options,
    serviceDir,
    dataDir,
  })
  const { stop } = region
  return Object.assign(region, {
    dataDir,
    sdk: {
      endpoint: region.awsUrl,
      region: region.compiled.region,
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
