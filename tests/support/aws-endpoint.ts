import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Backends, type BackendsOptions, createBackends } from '../../local/backends/backends.ts'
import { createGateway, type Gateway, type GatewayOptions } from '../../local/gateway/gateway.ts'
import { createSts } from '../../local/gateway/sts.ts'
import { credentialsOf } from '../../local/iam/credentials.ts'
import { createIam, type Iam } from '../../local/iam/iam.ts'
import type { PolicyResource } from '../../local/iam/template-policies.ts'
import type { JsonObject } from '../../local/json.ts'

export const accountId = '000000000000'
export const region = 'us-east-1'

export type Endpoint = {
  gateway: Gateway
  backends: Backends
  iam: Iam
  /** For any AWS SDK client: the developer's. */
  config: { endpoint: string; region: string; credentials: { accessKeyId: string; secretAccessKey: string } }
  /** The same, in the name of a role. */
  configOf(roleName: string, sessionName?: string): Endpoint['config']
  /** Stops and starts again on the same data, on another port. */
  restart(): Promise<Endpoint>
  stop(): Promise<void>
}

type Options = { resources?: PolicyResource[]; dataDir?: string } & Partial<BackendsOptions> & Partial<GatewayOptions>

/** An AWS endpoint on a free port with its data in a temporary folder, which `stop` removes. */
export async function startEndpoint(options: Options = {}): Promise<Endpoint> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'sfs3-')))
  const resources = options.resources ?? []
  const iam = createIam({ resources, accountId, region })
  const backends = createBackends({ denial: iam.denial, ...options, dataDir, accountId, region })
  await backends.provision(resources)
  const gateway = await createGateway({
    port: 0,
    callerOf: iam.callerOf,
    refuse: iam.refuse,
    onDefect: (error) => console.error(error),
    ...options,
    s3: backends.s3,
    services: { ...backends.services, sts: createSts(accountId), ...options.services },
  })
  const close = async () => {
    await gateway.close()
    await backends.close()
  }
  const config = { endpoint: gateway.url, region, credentials: { accessKeyId: 'developer', secretAccessKey: 'secret' } }
  return {
    gateway,
    backends,
    iam,
    config,
    configOf: (roleName, sessionName = roleName) => ({ ...config, credentials: credentialsOf(roleName, sessionName) }),
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
export const resource = (type: string, name: string, properties: JsonObject = {}): PolicyResource => ({
  logicalId: name.replaceAll(/\W/g, ''),
  type,
  name,
  ref: name,
  properties,
})

/** A role with one inline policy. */
export const role = (name: string, ...Statement: JsonObject[]): PolicyResource =>
  resource('AWS::IAM::Role', name, {
    Policies: [{ PolicyName: 'inline', PolicyDocument: { Version: '2012-10-17', Statement } }],
  })
