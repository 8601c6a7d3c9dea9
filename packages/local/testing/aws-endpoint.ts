import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { realClock } from '../clock/real-clock.ts'
import type { Resource } from '../cloudformation/stack.ts'
import { type AwsEndpoint, openEndpoint } from '../endpoint/endpoint.ts'
import type { AwsRequest, AwsResponse, Service } from '../endpoint/service.ts'
import type { RoleCredentials } from '../iam/credentials.ts'
import type { Permission } from '../iam/permission.ts'
import type { AwsService, RegionPart, ServiceDescription } from '../services/aws-service.ts'
import { lambdaDescription } from '../services/lambda/description.ts'
import { lambdaPermissions } from '../services/lambda/permissions.ts'
import { createDataServices, type DataServices, type DataServicesOptions } from '../services/services.ts'
import { statesDescription } from '../services/states/description.ts'
import { statesPermissions } from '../services/states/permissions.ts'
import { accountId, region } from './account-region.ts'

export type EndpointOptions = Partial<Pick<DataServicesOptions, 'clock' | 'dataDir' | 'disturb' | 'log' | 'now'>> & {
  /** 0, the default, takes a free one. */
  port?: number
  /** Of a template: buckets, queues, tables, topics, roles, policies, rules. */
  resources?: readonly Resource[]
  /** What answers for a service, by signing name: `states` and `lambda` are not here otherwise. */
  services?: Readonly<Record<string, Service>>
}

export type Endpoint = Pick<DataServices, 'iam' | 's3' | 'events'> & {
  /** `http://127.0.0.1:<port>` */
  url: string
  port: number
  /** A request from inside the region, see AwsEndpoint. */
  send(signingName: string, request: AwsRequest): Promise<AwsResponse>
  /** For any AWS SDK client: the developer's. */
  config: { endpoint: string; region: string; credentials: { accessKeyId: string; secretAccessKey: string } }
  /** The same, in the name of a role. */
  configOf(roleName: string, sessionName?: string): Endpoint['config'] & { credentials: RoleCredentials }
  /** Makes these the resources of the template. */
  deploy(resources: readonly Resource[]): Promise<void>
  /** Stops and starts again on the same data, on another port. */
  restart(changed?: EndpointOptions): Promise<Endpoint>
  /** Stops, and the data stays. */
  close(): Promise<void>
  stop(): Promise<void>
}

const at = { accountId, region }

/** The AWS endpoint with all services that run no code, on a free port, its data in a temporary folder, which `stop` removes. */
export async function startEndpoint(options: EndpointOptions = {}): Promise<Endpoint> {
  const { resources = [], services: handlers = {}, log = (line: string) => console.error(line) } = options
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'sfs3-')))
  const endpoint = await openEndpoint({
    port: options.port ?? 0,
    onDefect: (error) => log(`a defect of the AWS endpoint: ${error instanceof Error ? error.stack : error}`),
  })
  const { iam, s3, events, parts, atEndpoint } = createDataServices({
    ...at,
    clock: realClock(),
    endpoint,
    ...options,
    log,
    dataDir,
  })
  const deploy = async (changed: readonly Resource[]) => {
    const stack = { resources: changed, ofType: (type: string) => changed.filter((one) => one.type === type) }
    for (const part of parts) await part.deploy(stack)
  }
  let closed: Promise<void> | undefined
  const close = () => {
    closed ??= closeAll(parts, endpoint)
    return closed
  }
  try {
    await deploy(resources)
  } catch (error) {
    await close()
    throw error
  }
  for (const part of parts) part.start()
  const { states, lambda } = handlers
  const services = atEndpoint.map((service) => {
    const handle = handlers[service.signingName]
    return service.type === 'whole' && handle ? { ...service, handle } : service
  })
  if (states) services.push(standIn(statesDescription, statesPermissionsHere, states))
  if (lambda) services.push(standIn(lambdaDescription, (request) => lambdaPermissions(request, at), lambda))
  endpoint.serve(services, iam)
  const credentials = { accessKeyId: 'developer', secretAccessKey: 'secret' }
  const config = { endpoint: endpoint.url, region, credentials }
  return {
    iam,
    s3,
    events,
    url: endpoint.url,
    port: endpoint.port,
    send: endpoint.send,
    config,
    configOf: (roleName, sessionName = roleName) => ({
      ...config,
      credentials: iam.credentialsOf(roleName, sessionName),
    }),
    deploy,
    close,
    async restart(changed = {}) {
      await close()
      return startEndpoint({ ...options, ...changed, dataDir })
    },
    async stop() {
      await close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

const statesPermissionsHere = (request: AwsRequest) =>
  statesPermissions(request, { ...at, stateMachineOf: () => undefined })

async function closeAll(parts: readonly RegionPart[], endpoint: AwsEndpoint): Promise<void> {
  for (const part of parts.toReversed()) await part.stop()
  await endpoint.close()
}

/** What a test gives in the place of a service. */
function standIn(
  description: ServiceDescription,
  permissions: (request: AwsRequest) => Permission[],
  handle: Service,
): AwsService {
  const idle = { deploy: async () => {}, start: () => {}, stop: async () => {} }
  return { ...description, ...idle, type: 'whole', permissions, handle }
}
