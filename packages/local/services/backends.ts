import type { EpochMs } from '../clock/clock.ts'
import type { Service, StreamingService } from '../endpoint/service.ts'
import { createDynamoDb } from './dynamodb/dynamodb.ts'
import { provisionTable } from './dynamodb/provision-table.ts'
import { provisionBucket } from './s3/provision-bucket.ts'
import type { Denial, S3 } from './s3/s3.ts'
import { createS3Service } from './s3/service.ts'
import { StaleReads } from './s3/stale-reads.ts'
import { S3Store } from './s3/store/s3-store.ts'
import { provisionSubscription, provisionTopic } from './sns/provision-topic.ts'
import { createMessaging } from './sqs/messaging.ts'
import { provisionQueue } from './sqs/provision-queue.ts'
import type { TemplateResource } from './template-resource.ts'

export type BackendsOptions = {
  dataDir: string
  accountId: string
  region: string
  /** Time of day, for what clients compare with their own: Last-Modified, expiry of presigned URLs. Never scaled. */
  now?: () => EpochMs
  /** Why a caller may not do something in S3; everybody may do everything when absent. */
  denial?: Denial
  /** S3 has events to tell, see `s3Store.notices`. */
  onS3Notice?: () => void
}

export type Backends = {
  s3: StreamingService
  services: { sqs: Service; sns: Service; dynamodb: Service }
  /** Creates what the template says and applies changed attributes; never loses data. */
  provision(resources: readonly TemplateResource[]): Promise<void>
  /** For tests: see StaleReads. */
  staleReads: StaleReads
  s3Store: S3Store
  close(): Promise<void>
}

/** The services that keep data: S3, SQS, SNS, DynamoDB, all in `dataDir`, where they survive a crash. */
export function createBackends(options: BackendsOptions): Backends {
  const { dataDir, accountId, region, now = Date.now } = options
  const s3Store = new S3Store(dataDir)
  const staleReads = new StaleReads((bucket, key) => s3Store.objects.get(bucket, key))
  const { denial = () => undefined, onS3Notice: noticed = () => {} } = options
  const s3: S3 = { store: s3Store, staleReads, accountId, region, now, denial, noticed }
  const messaging = createMessaging({ dataDir, region })
  const dynamoDb = createDynamoDb({ dataDir, accountId, region })

  const provisionOne = async (resource: TemplateResource): Promise<void> => {
    switch (resource.type) {
      case 'AWS::S3::Bucket':
        return provisionBucket(s3Store, resource, now())
      case 'AWS::SQS::Queue':
        return provisionQueue(messaging.queues, resource, `arn:aws:sqs:${region}:${accountId}:`)
      case 'AWS::SNS::Topic':
        return provisionTopic(messaging.topics, resource, region)
      case 'AWS::SNS::Subscription':
        return provisionSubscription(messaging.topics, resource)
      case 'AWS::DynamoDB::Table':
        return provisionTable(dynamoDb, resource)
    }
  }

  return {
    s3: createS3Service(s3),
    services: { sqs: messaging.sqs, sns: messaging.sns, dynamodb: dynamoDb.service },
    staleReads,
    s3Store,
    async provision(resources) {
      // Subscriptions need their topic; otherwise the order does not matter.
      const last = (resource: TemplateResource) => (resource.type === 'AWS::SNS::Subscription' ? 1 : 0)
      for (const resource of resources.toSorted((a, b) => last(a) - last(b))) await provisionOne(resource)
    },
    async close() {
      await Promise.all([messaging.close(), dynamoDb.close()])
      s3Store.close()
    },
  }
}
