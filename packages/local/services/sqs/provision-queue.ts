import type { Json } from '@sfs3/asl'
import type { AccountRegion } from '../account-region.ts'
import { notCarriedOut, type Report } from '../report.ts'
import type { TemplateResource } from '../template-resource.ts'
import type { SqsStore } from './fauxqs.ts'

/** Creates the queue or gives the one that exists its new attributes; messages stay. */
export function provisionQueue(queues: SqsStore, resource: TemplateResource, at: AccountRegion, report: Report): void {
  const { QueueName: _, Tags: __, ...properties } = resource.properties
  const attributes: Record<string, string> = { ...defaults }
  for (const [property, value] of Object.entries(properties)) {
    if (known.has(property)) attributes[property] = text(value)
    else report.notRun(notCarriedOut(resource, property))
  }
  const { name } = resource
  if (name.endsWith('.fifo')) Object.assign(attributes, { ...fifoDefaults, ...attributes })

  const existing = queues.getQueueByName(name)
  if (existing) existing.setAttributes({ ...cleared(existing.attributes), ...attributes })
  else {
    const arn = `arn:aws:sqs:${at.region}:${at.accountId}:${name}`
    queues.createQueue(name, `http://127.0.0.1/${at.accountId}/${name}`, arn, attributes)
  }
}

/** An attribute that the template no longer names goes back to its default. */
const cleared = (attributes: Record<string, string>): Record<string, string> =>
  'RedrivePolicy' in attributes ? { RedrivePolicy: '' } : {}

const text = (value: Json): string => (typeof value === 'object' ? JSON.stringify(value) : String(value))

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
const defaults = {
  DelaySeconds: '0',
  MaximumMessageSize: '1048576',
  MessageRetentionPeriod: '345600',
  ReceiveMessageWaitTimeSeconds: '0',
  VisibilityTimeout: '30',
}

const fifoDefaults = {
  FifoQueue: 'true',
  ContentBasedDeduplication: 'false',
  DeduplicationScope: 'queue',
  FifoThroughputLimit: 'perQueue',
}

const known = new Set([
  ...Object.keys(defaults),
  ...Object.keys(fifoDefaults),
  'KmsDataKeyReusePeriodSeconds',
  'KmsMasterKeyId',
  'RedriveAllowPolicy',
  'RedrivePolicy',
  'SqsManagedSseEnabled',
])
