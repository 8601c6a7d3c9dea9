import type { Clock } from '../clock/clock.ts'
import { createIam, type Iam } from '../iam/iam.ts'
import type { PolicyResource } from '../iam/template-policies.ts'
import { type Backends, createBackends } from '../services/backends.ts'
import type { Disturb } from '../services/events/disturbance.ts'
import { createEvents, type Events } from '../services/events/events.ts'
import { createSts } from '../services/sts/sts.ts'
import { createGateway, type Gateway } from './gateway.ts'
import type { Service } from './service.ts'

export type AwsEndpointOptions = {
  /** 0 takes a free one. */
  port: number
  dataDir: string
  accountId: string
  region: string
  clock: Clock
  /** Of the compiled template: buckets, queues, tables, topics, roles, policies, rules. Absent until it is compiled. */
  resources?: readonly PolicyResource[]
  /** By signing name, what this endpoint does not have itself: `states`, `lambda`. */
  services: Readonly<Record<string, Service>>
  /** The state machine whose task a token belongs to, see Place. */
  stateMachineOf?: ((taskToken: string) => string | undefined) | undefined
  /** What a developer should know, in one line. */
  log: (message: string) => void
  /** Time of day, see BackendsOptions. */
  now?: () => number
  /** For tests, see Disturbance. */
  disturb?: Disturb
}

export type AwsEndpoint = {
  gateway: Gateway
  iam: Iam
  backends: Backends
  events: Events
  /** Begins schedules and what was to be delivered. Call it when every service is ready. */
  start(): void
  /** Takes over the template, or a changed one; no data is lost. @throws UnsupportedProperty, UnknownManagedPolicy, … */
  apply(resources: readonly PolicyResource[]): Promise<void>
  close(): Promise<void>
}

/**
 * The whole AWS endpoint: S3, SQS, SNS, DynamoDB, EventBridge, STS and what is given, behind one port with IAM.
 * @throws the `listen` error, e.g. EADDRINUSE, and what `apply` throws
 */
export async function createAwsEndpoint(options: AwsEndpointOptions): Promise<AwsEndpoint> {
  const { resources, log, clock, ...place } = options
  const iam = createIam({ ...place, resources: [] })
  const backends = createBackends({
    ...place,
    denial: iam.denial,
    onS3Notice: () => setImmediate(() => events.takeNotices(backends.s3Store)),
  })
  const events = createEvents({
    ...place,
    clock,
    log,
    authorise: iam.authorise,
    send: (service, request) => gateway.send(service, request),
  })
  const apply = async (changed: readonly PolicyResource[]) => {
    iam.replace(changed)
    await backends.provision(changed)
    events.provision(changed)
  }
  const opened: (() => Promise<void>)[] = [() => backends.close(), () => events.close()]
  const close = async () => {
    for (const closeOne of opened.splice(0).reverse()) await closeOne()
  }

  const gateway = await createGateway({
    port: options.port,
    s3: backends.s3,
    services: { ...backends.services, events: events.service, sts: createSts(options.accountId), ...options.services },
    callerOf: iam.callerOf,
    refuse: iam.refuse,
    onDefect: (error) => log(`a defect of the AWS endpoint: ${error instanceof Error ? error.stack : error}`),
  }).catch(async (error) => {
    await close()
    throw error
  })
  opened.push(() => gateway.close())
  try {
    if (resources) await apply(resources)
  } catch (error) {
    await close()
    throw error
  }

  return {
    gateway,
    iam,
    backends,
    events,
    apply,
    start() {
      events.start()
      events.takeNotices(backends.s3Store)
    },
    close,
  }
}
