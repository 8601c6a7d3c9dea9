import { randomUUID } from 'node:crypto'
import type { JsonObject } from '@sfs3/asl'
import { principalArn } from '../../iam/caller.ts'
import { notificationTargets } from './notification-targets.ts'
import type { S3Request } from './request.ts'
import { bucketArn, type S3 } from './s3.ts'
import type { Bucket } from './store/buckets.ts'
import type { StoredObject } from './store/objects.ts'

/** The operation that created an object, as events call it. */
export type CreationReason = 'PutObject' | 'CopyObject' | 'CompleteMultipartUpload'

/**
 * Puts an "Object Created" event into the outbox when the bucket sends its events to EventBridge. Call it in the transaction
 * that creates the object.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 */
export function noticeCreated(
  s3: S3,
  bucket: Bucket,
  request: S3Request,
  reason: CreationReason,
  object: StoredObject,
): void {
  const version = object.versionId === undefined ? {} : { 'version-id': object.versionId }
  const facts = { size: object.content.size, etag: object.etag.replaceAll('"', ''), ...version }
  notice(s3, bucket, request, 'Object Created', { reason }, { key: object.key, ...facts })
  notify(s3, bucket, request, `ObjectCreated:${creations[reason]}`, object.key, {
    ...{ size: facts.size, eTag: facts.etag },
    ...(object.versionId !== undefined && { versionId: object.versionId }),
  })
}

/** The same for "Object Deleted". */
export function noticeDeleted(
  s3: S3,
  bucket: Bucket,
  request: S3Request,
  object: { key: string; 'version-id'?: string },
  deletionType: 'Permanently Deleted' | 'Delete Marker Created',
): void {
  notice(s3, bucket, request, 'Object Deleted', { reason: 'DeleteObject', 'deletion-type': deletionType }, object)
  const eventName = deletionType === 'Permanently Deleted' ? 'Delete' : 'DeleteMarkerCreated'
  const versionId = object['version-id']
  notify(s3, bucket, request, `ObjectRemoved:${eventName}`, object.key, versionId === undefined ? {} : { versionId })
}

const creations: Readonly<Record<CreationReason, string>> = {
  PutObject: 'Put',
  CopyObject: 'Copy',
  CompleteMultipartUpload: 'CompleteMultipartUpload',
}

/**
 * The same for functions, queues and topics that the bucket names itself.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
function notify(s3: S3, bucket: Bucket, request: S3Request, eventName: string, key: string, object: JsonObject): void {
  const targets = notificationTargets(bucket.configuration, eventName, key)
  if (targets.length === 0) return
  const now = s3.now()
  const principalId = request.caller ? principalArn(request.caller, s3.accountId) : 'anonymous'
  const record = {
    ...{ eventVersion: '2.1', eventSource: 'aws:s3', awsRegion: s3.region },
    ...{ eventTime: new Date(now).toISOString(), eventName, userIdentity: { principalId } },
    requestParameters: { sourceIPAddress: '127.0.0.1' },
    responseElements: { 'x-amz-request-id': randomUUID().slice(0, 16).toUpperCase(), 'x-amz-id-2': 'local' },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: 'local',
      bucket: { name: bucket.name, ownerIdentity: { principalId: s3.accountId }, arn: bucketArn(bucket.name) },
      object: {
        key: encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/'),
        ...object,
        sequencer: sequencer(now),
      },
    },
  }
  for (const targetArn of targets)
    s3.store.notifications.add({ bucket: bucket.name, targetArn, event: { Records: [record] } })
}

function notice(
  s3: S3,
  bucket: Bucket,
  request: S3Request,
  detailType: string,
  detail: JsonObject,
  object: JsonObject,
): void {
  if (!sendsEvents(bucket)) return
  const id = randomUUID()
  const now = s3.now()
  const event = {
    version: '0',
    id,
    'detail-type': detailType,
    source: 'aws.s3',
    account: s3.accountId,
    time: new Date(Math.floor(now / 1000) * 1000).toISOString().replace('.000Z', 'Z'),
    region: s3.region,
    resources: [bucketArn(bucket.name)],
    detail: {
      version: '0',
      bucket: { name: bucket.name },
      object: { ...object, sequencer: sequencer(now) },
      'request-id': id.slice(0, 16).toUpperCase(),
      requester: request.caller ? principalArn(request.caller, s3.accountId) : 'anonymous',
      'source-ip-address': '127.0.0.1',
      ...detail,
    },
  }
  s3.store.outbox.add({ id, event })
}

/** `NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } }`, which is also its default. */
function sendsEvents({ configuration }: Bucket): boolean {
  const notification = configuration.NotificationConfiguration as JsonObject | undefined
  const eventBridge = notification?.EventBridgeConfiguration as JsonObject | undefined
  return eventBridge !== undefined && String(eventBridge.EventBridgeEnabled ?? 'true') === 'true'
}

let lastSequence = 0n

/** Grows with every event, as hexadecimal digits of one length. */
function sequencer(now: number): string {
  const candidate = BigInt(now) << 16n
  lastSequence = candidate > lastSequence ? candidate : lastSequence + 1n
  return lastSequence.toString(16).toUpperCase().padStart(16, '0')
}
