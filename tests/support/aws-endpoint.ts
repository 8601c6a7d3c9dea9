import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Backends, type BackendsOptions, createBackends } from '../../local/backends/backends.ts'
import type { TemplateResource } from '../../local/backends/provision/template-resource.ts'
import { callersOf } from '../../local/gateway/caller.ts'
import { createGateway, type Gateway, type GatewayOptions } from '../../local/gateway/gateway.ts'
import { createSts } from '../../local/gateway/sts.ts'
import type { JsonObject } from '../../local/json.ts'

export const accountId = '000000000000'
export const region = 'us-east-1'

export type Endpoint = {
  gateway: Gateway
  backends: Backends
  /** For any AWS SDK client: the developer's. */
  config: { endpoint: string; region: string; credentials: { accessKeyId: string; secretAccessKey: string } }
  /** Stops and starts again on the same data, on another port. */
  restart(): Promise<Endpoint>
  stop(): Promise<void>
}

type Options = { resources?: TemplateResource[]; dataDir?: string } & Partial<BackendsOptions> & Partial<GatewayOptions>

/** An AWS endpoint on a free port with its data in a temporary folder, which `stop` removes. */
export async function startEndpoint(options: Options = {}): Promise<Endpoint> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'sfs3-')))
  const backends = createBackends({ ...options, dataDir, accountId, region })
  await backends.provision(options.resources ?? [])
  const gateway = await createGateway({
    port: 0,
    callerOf: callersOf([], accountId),
    onDefect: (error) => console.error(error),
    ...options,
    s3: backends.s3,
    services: { ...backends.services, sts: createSts(accountId), ...options.services },
  })
  const close = async () => {
    await gateway.close()
    await backends.close()
  }
  return {
    gateway,
    backends,
    config: { endpoint: gateway.url, region, credentials: { accessKeyId: 'developer', secretAccessKey: 'secret' } },
    async restart() {
      await close()
      return startEndpoint({ ...options, dataDir })
    },
    async stop() {
      await close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** A resource as the template compiler gives it. */
export const resource = (type: string, physicalId: string, properties: JsonObject = {}): TemplateResource => ({
  logicalId: physicalId.replaceAll(/\W/g, ''),
  type,
  physicalId,
  properties,
})
