import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JsonObject } from '@sfs3/asl'
import { realClock } from '../clock/real-clock.ts'
import { type AwsEndpoint, type AwsEndpointOptions, createAwsEndpoint } from '../endpoint/aws-endpoint.ts'
import { credentialsOf } from '../iam/credentials.ts'
import type { PolicyResource } from '../iam/template-policies.ts'

export const accountId = '000000000000'
export const region = 'us-east-1'

export type Endpoint = AwsEndpoint & {
  /** For any AWS SDK client: the developer's. */
  config: { endpoint: string; region: string; credentials: { accessKeyId: string; secretAccessKey: string } }
  /** The same, in the name of a role. */
  configOf(roleName: string, sessionName?: string): Endpoint['config']
  /** Stops and starts again on the same data, on another port. */
  restart(changed?: Partial<AwsEndpointOptions>): Promise<Endpoint>
  stop(): Promise<void>
}

/** An AWS endpoint on a free port with its data in a temporary folder, which `stop` removes. */
export async function startEndpoint(options: Partial<AwsEndpointOptions> = {}): Promise<Endpoint> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'sfs3-')))
  const endpoint = await createAwsEndpoint({
    port: 0,
    accountId,
    region,
    clock: realClock(),
    resources: [],
    services: {},
    log: (message) => console.error(message),
    ...options,
    dataDir,
  })
  endpoint.start()
  const credentials = { accessKeyId: 'developer', secretAccessKey: 'secret' }
  const config = { endpoint: endpoint.gateway.url, region, credentials }
  return {
    ...endpoint,
    config,
    configOf: (roleName, sessionName = roleName) => ({ ...config, credentials: credentialsOf(roleName, sessionName) }),
    async restart(changed = {}) {
      await endpoint.close()
      return startEndpoint({ ...options, ...changed, dataDir })
    },
    async stop() {
      await endpoint.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** A resource as the template compiler gives it. */
export const resource = (type: string, name: string, properties: JsonObject = {}): PolicyResource => ({
  logicalId: name.replaceAll(/\W/g, ''),
  type,
  name,
  physicalId: name,
  properties,
})

/** A role with one inline policy. */
export const role = (name: string, ...Statement: JsonObject[]): PolicyResource =>
  resource('AWS::IAM::Role', name, {
    Policies: [{ PolicyName: 'inline', PolicyDocument: { Version: '2012-10-17', Statement } }],
  })
