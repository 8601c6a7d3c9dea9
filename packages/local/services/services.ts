import type { HistoryEvent } from '@sfs3/asl'
import type { Clock } from '../clock/clock.ts'
import type { StackResources } from '../cloudformation/stack.ts'
import type { AwsEndpoint } from '../endpoint/endpoint.ts'
import { createIam, type Iam } from '../iam/iam.ts'
import { roleSecret } from '../iam/role-secret.ts'
import { missingPermission } from '../problems/denials.ts'
import { failedExecution } from '../problems/failed-execution.ts'
import type { AccountRegion } from './account-region.ts'
import { type ApiGateway, createApiGateway } from './apigateway/service.ts'
import type { AwsService, RegionPart } from './aws-service.ts'
import { descriptions } from './descriptions.ts'
import { createDynamoDbService } from './dynamodb/service.ts'
import type { TableStreams } from './dynamodb/streams.ts'
import type { Disturb } from './events/disturbance.ts'
import { createEvents, type Events } from './events/events.ts'
import { createInsight } from './insight/service.ts'
import { type Watched, watched } from './insight/watched.ts'
import { createEventSources } from './lambda/event-sources/event-sources.ts'
import { createLambda, type Lambda, type LambdaOptions } from './lambda/service.ts'
import { strictReport } from './report.ts'
import { notificationDelivery } from './s3/deliver-notifications.ts'
import { createS3, type S3Service } from './s3/service.ts'
import { createSns } from './sns/service.ts'
import type { SqsStore } from './sqs/fauxqs.ts'
import { createMessaging } from './sqs/messaging.ts'
import { createSqs } from './sqs/service.ts'
import type { Mocks } from './states/mocks/mocks.ts'
import { createStates, type StatesService } from './states/service.ts'
import { createSts } from './sts/service.ts'

export type DataServicesOptions = AccountRegion & {
  /** The folder of the service, to say where in it something is wrong. */
  serviceDir?: string
  dataDir: string
  /** The time of schedules. */
  clock: Clock
  endpoint: AwsEndpoint
  /** Time of day, see S3Options. */
  now?: () => number
  /** For tests, see Disturbance. */
  disturb?: Disturb | undefined
  /** Remembers what happens, for those who look later. */
  watched?: Watched | undefined
  /** What a developer should know, in one line. */
  log: (line: string) => void
}

export type DataServices = {
  iam: Iam & RegionPart
  s3: S3Service
  events: Events
  queues: SqsStore
  streams: TableStreams
  /** All of them, in the order in which they deploy and start; they stop in the opposite one. */
  parts: readonly (RegionPart | AwsService)[]
  /** Those that answer at the AWS endpoint. */
  atEndpoint: readonly AwsService[]
}

/** IAM, and the services that run no code of the template. */
export function createDataServices(options: DataServicesOptions): DataServices {
  const { endpoint } = options
  const iam = createIamPart(options)
  const events = createEvents({
    ...options,
    authorise: iam.authorise,
    send: endpoint.send,
    passed: options.watched?.events.add,
  })
  const { denial } = iam
  const notifications = notificationDelivery({ ...options, send: endpoint.send, denial })
  const s3 = createS3({
    ...options,
    denial,
    onNotice(store) {
      events.acceptNotices(store)
      notifications.deliver(store)
    },
    onStop: () => notifications.stop(),
  })
  const messaging = createMessaging(options)
  const dynamoDb = createDynamoDbService(options)
  const atEndpoint = [
    s3,
    createSqs(messaging, options),
    createSns(messaging, { ...options, send: endpoint.send, denial }),
    dynamoDb,
    createSts(options),
    events,
  ]
  return {
    iam,
    s3,
    events,
    queues: messaging.queues,
    streams: dynamoDb.streams,
    atEndpoint,
    parts: [iam, ...atEndpoint],
  }
}

export type ServicesOptions = DataServicesOptions &
  Pick<
    LambdaOptions,
    'serviceDir' | 'bundlesDir' | 'keepBundles' | 'debugging' | 'logs' | 'logLevel' | 'concurrentExecutions'
  > & {
    /** Where the console is, once it is there. */
    consoleUrl?: () => string | undefined
    /** The time of functions and HTTP, which is never scaled. */
    realTime: Clock
    /** Throttles Step Functions as AWS does. */
    quotas: boolean
    mocks: Mocks
  }

export type Services = DataServices & {
  lambda: Lambda
  states: StatesService
  apiGateway: ApiGateway
  watched: Watched
}

/** All services. One gets from another what it needs as a function; who may use whom is this order. */
export function createServices(options: ServicesOptions): Services {
  const { endpoint, realTime, quotas, log, serviceDir, consoleUrl = () => undefined } = options
  const seen = watched(realTime.now)
  const data = createDataServices({ ...options, watched: seen })
  const { iam, events } = data
  const awsEndpoint = endpoint.url
  const lambda = createLambda({
    ...options,
    clock: realTime,
    awsEndpoint,
    credentialsOf: iam.credentialsOf,
    watch: seen.invocations,
  })
  const eventSources = createEventSources({
    ...options,
    ...data,
    denial: iam.denial,
    invoke: lambda.invoke,
    clock: realTime,
  })
  const states: StatesService = createStates({
    ...options,
    awsEndpoint,
    invoke: lambda.invoke,
    authorise: iam.authorise,
    credentialsOf: iam.credentialsOf,
    traceFor: seen.invocations.traceFor,
    quotas: quotas ? realTime : undefined,
    events,
    onStatusChange(change) {
      const { status, executionArn } = change
      if (status === 'RUNNING') lambda.warmUpFor(change.stateMachineArn)
      if (status !== 'FAILED' && status !== 'TIMED_OUT') return
      const history = newestEvents(states, executionArn)
      if (history)
        log(failedExecution({ ...change, history }, { serviceDir, awsUrl: awsEndpoint, consoleUrl: consoleUrl() }))
    },
  })
  const apiGateway = createApiGateway({
    ...options,
    clock: realTime,
    invoke: lambda.invoke,
    iam,
    send: endpoint.send,
    warn: log,
  })
  const insight = createInsight({
    ...seen,
    functions: () => lambda.functions,
    queues: data.queues,
    objects: data.s3.store,
    rules: events.rules,
    timers: states.stepFunctions.states.driver,
    send: endpoint.send,
  })
  return {
    ...data,
    watched: seen,
    lambda,
    states,
    apiGateway,
    atEndpoint: [...data.atEndpoint, lambda, states, insight],
    // Whoever sends to another stops first: what was sent by then is taken, the rest is on disk for the next start.
    parts: [
      ...[iam, ...data.atEndpoint.filter((one) => one !== events)],
      ...[lambda, eventSources, events, states, apiGateway, insight],
    ],
  }
}

/** As many as are needed to see why it failed; none of a child of a Map, of which there may be thousands. */
function newestEvents({ stepFunctions }: StatesService, executionArn: string): HistoryEvent[] | undefined {
  const { executions, journal } = stepFunctions.states.store
  const execution = executions.get(executionArn)
  if (!execution || execution.mapRunArn !== null) return undefined
  return journal.reversedHistory(execution.id, Number.MAX_SAFE_INTEGER, 200)
}

function createIamPart({ dataDir, serviceDir, log, watched, ...at }: DataServicesOptions): Iam & RegionPart {
  const resourcePolicies = descriptions.flatMap((description) => description.resourcePolicies ?? [])
  let stack: StackResources | undefined
  const said = new Set<string>()
  const iam = createIam({
    ...at,
    resourcePolicies,
    secret: roleSecret(dataDir),
    watch(requester, decided) {
      watched?.requests.decided(requester, decided)
      if (decided.outcome !== 'not allowed' || requester?.type !== 'role') return
      if (!stack || serviceDir === undefined) return
      const advice = missingPermission({ roleName: requester.roleName, ...decided }, stack, serviceDir)
      if (!said.has(advice)) log(advice)
      said.add(advice)
    },
  })
  return {
    ...iam,
    async deploy(next, report = strictReport) {
      for (const { logicalId, managedPolicyArn } of iam.replace(next.resources))
        report.notRun(
          `AWS::IAM::Role ${logicalId}: may do everything, as the local region does not know ${managedPolicyArn}`,
        )
      stack = next
      said.clear()
    },
    start: () => {},
    stop: async () => {},
  }
}
