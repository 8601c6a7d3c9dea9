import type { Clock } from '../clock/clock.ts'
import type { ResourceTypes } from '../cloudformation/resource-types.ts'
import type { AwsEndpoint } from '../endpoint/endpoint.ts'
import { createIam, type Iam } from '../iam/iam.ts'
import { iamResourceTypes } from '../iam/resource-types.ts'
import { roleSecret } from '../iam/role-secret.ts'
import type { AccountRegion } from './account-region.ts'
import { apiGatewayResourceTypes } from './apigateway/resource-types.ts'
import { type ApiGateway, createApiGateway } from './apigateway/service.ts'
import type { AwsService, RegionPart, ServiceDescription } from './aws-service.ts'
import { createDynamoDbService, dynamodbDescription } from './dynamodb/service.ts'
import type { TableStreams } from './dynamodb/streams.ts'
import type { Disturb } from './events/disturbance.ts'
import { createEvents, type Events, eventsDescription } from './events/events.ts'
import { createEventSources } from './lambda/event-sources/event-sources.ts'
import { createLambda, type Lambda, type LambdaOptions, lambdaDescription } from './lambda/service.ts'
import { resourceTypesNotRun } from './not-run.ts'
import { strictReport } from './report.ts'
import { notificationDelivery } from './s3/deliver-notifications.ts'
import { createS3, type S3Service, s3Description } from './s3/service.ts'
import { createSns, snsDescription } from './sns/service.ts'
import type { SqsStore } from './sqs/fauxqs.ts'
import { createMessaging } from './sqs/messaging.ts'
import { createSqs, sqsDescription } from './sqs/service.ts'
import { createStates, type StatesService, statesDescription } from './states/service.ts'
import { createSts, stsDescription } from './sts/service.ts'

/** Every service of the region. To add one: its folder, and its lines in this file. */
const descriptions: readonly ServiceDescription[] = [
  dynamodbDescription,
  eventsDescription,
  lambdaDescription,
  s3Description,
  snsDescription,
  sqsDescription,
  statesDescription,
  stsDescription,
]

/** Every resource type that a template may have. */
export const resourceTypes: ResourceTypes = Object.assign(
  { ...resourceTypesNotRun, ...iamResourceTypes, ...apiGatewayResourceTypes },
  ...descriptions.map((description) => description.resourceTypes),
)

export type DataServicesOptions = AccountRegion & {
  dataDir: string
  /** The time of schedules. */
  clock: Clock
  endpoint: AwsEndpoint
  /** Time of day, see S3Options. */
  now?: () => number
  /** For tests, see Disturbance. */
  disturb?: Disturb | undefined
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
  const events = createEvents({ ...options, authorise: iam.authorise, send: endpoint.send })
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
  Pick<LambdaOptions, 'serviceDir' | 'bundlesDir' | 'keepBundles' | 'logs'> & {
    /** The time of functions and HTTP, which is never scaled. */
    realTime: Clock
    /** Throttles Step Functions as AWS does. */
    quotas: boolean
  }

export type Services = DataServices & { lambda: Lambda; states: StatesService; apiGateway: ApiGateway }

/** All services. One gets from another what it needs as a function; who may use whom is this order. */
export function createServices(options: ServicesOptions): Services {
  const { endpoint, realTime, quotas, log } = options
  const data = createDataServices(options)
  const { iam, events } = data
  const awsEndpoint = endpoint.url
  const lambda = createLambda({ ...options, clock: realTime, awsEndpoint, credentialsOf: iam.credentialsOf })
  const eventSources = createEventSources({
    ...options,
    ...data,
    denial: iam.denial,
    invoke: lambda.invoke,
    clock: realTime,
  })
  const states = createStates({
    ...options,
    awsEndpoint,
    invoke: lambda.invoke,
    authorise: iam.authorise,
    credentialsOf: iam.credentialsOf,
    quotas: quotas ? realTime : undefined,
    events,
    onStatusChange(change) {
      if (change.status === 'RUNNING') lambda.warmUpFor(change.stateMachineArn)
    },
  })
  const apiGateway = createApiGateway({
    ...options,
    clock: realTime,
    invoke: lambda.invoke,
    denial: iam.denial,
    send: endpoint.send,
    warn: log,
  })
  return {
    ...data,
    lambda,
    states,
    apiGateway,
    atEndpoint: [...data.atEndpoint, lambda, states],
    // Whoever sends to another stops first: what was sent by then is taken, the rest is on disk for the next start.
    parts: [iam, ...data.atEndpoint.filter((one) => one !== events), lambda, eventSources, events, states, apiGateway],
  }
}

function createIamPart({ dataDir, ...at }: AccountRegion & { dataDir: string }): Iam & RegionPart {
  const resourcePolicies = descriptions.flatMap((description) => description.resourcePolicies ?? [])
  const iam = createIam({ ...at, resourcePolicies, secret: roleSecret(dataDir) })
  return {
    ...iam,
    async deploy({ resources }, report = strictReport) {
      for (const { logicalId, managedPolicyArn } of iam.replace(resources))
        report.notRun(
          `AWS::IAM::Role ${logicalId}: may do everything, as the local region does not know ${managedPolicyArn}`,
        )
    },
    start: () => {},
    stop: async () => {},
  }
}
