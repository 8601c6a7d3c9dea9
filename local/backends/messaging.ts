import { buildApp } from 'fauxqs'
// fauxqs exports neither its stores nor its persistence; its version is pinned.
import { PersistenceManager } from '../../node_modules/fauxqs/dist/persistence.js'
import { S3Store } from '../../node_modules/fauxqs/dist/s3/s3Store.js'
import { SnsStore } from '../../node_modules/fauxqs/dist/sns/snsStore.js'
import { type SqsQueue, SqsStore } from '../../node_modules/fauxqs/dist/sqs/sqsStore.js'
import { INVALID_MESSAGE_BODY_CHAR } from '../../node_modules/fauxqs/dist/sqs/sqsTypes.js'
import type { AwsRequest, AwsResponse, Service } from '../gateway/service.ts'
import { fromQuery, toQuery } from './sqs-query-protocol.ts'

export type Messaging = {
  sqs: Service
  sns: Service
  queues: SqsStore
  topics: SnsStore
  close(): Promise<void>
}

/** SQS and SNS: fauxqs behind the gateway, its queues and topics kept in `dataDir`. */
export function createMessaging({ dataDir, region }: { dataDir: string; region: string }): Messaging {
  const persistence = new Persistence(dataDir)
  const queues = new SqsStore()
  const topics = new SnsStore()
  // Load first: a store that already persists would write back what it reads.
  persistence.loadSqsAndSns(queues, topics)
  Object.assign(queues, { host: '', region, persistence })
  Object.assign(topics, { region, persistence })
  for (const queue of queues.allQueues()) restore(queue, persistence)

  // Its S3 is not ours: it stays empty.
  const stores = { sqsStore: queues, snsStore: topics, s3Store: new S3Store() }
  const app = buildApp({ logger: false, defaultRegion: region, stores })
  const send = async ({ headers, body }: Pick<AwsRequest, 'headers' | 'body'>): Promise<AwsResponse> => {
    const { authorization: _, 'content-length': __, ...rest } = headers
    const response = await app.inject({ method: 'POST', url: '/', headers: rest, payload: body })
    return { status: response.statusCode, headers: stringsOf(response.headers), body: response.payload }
  }

  const sqs: Service = async (request) => {
    if (isQuery(request)) return toQuery(request, await sqs(fromQuery(request)))
    const { status, headers, body } = await send(withAttributesOnDemand(request))
    return { status, headers: withErrorCode(headers), body: onThisHost(String(body), request.headers.host ?? '') }
  }

  return {
    sqs,
    sns: send,
    queues,
    topics,
    async close() {
      await app.close()
      persistence.close()
    },
  }
}

/** fauxqs 2.4.1 forgets the receive count of a message made visible again, and SQLite refuses that: ChangeMessageVisibility 0 failed. */
class Persistence extends PersistenceManager {
  override updateMessageReady(messageId: string): void {
    this.updateMessageInflight(messageId, '', 0, this.receiveCounts.get(messageId) ?? 1, undefined)
  }

  readonly receiveCounts = new Map<string, number>()

  override updateMessageInflight(
    ...[messageId, handle, deadline, count, first]: Parameters<PersistenceManager['updateMessageInflight']>
  ): void {
    this.receiveCounts.set(messageId, count)
    super.updateMessageInflight(messageId, handle, deadline, count, first)
  }

  override deleteMessage(messageId: string): void {
    this.receiveCounts.delete(messageId)
    super.deleteMessage(messageId)
  }
}

const deduplicationWindowMs = 5 * 60 * 1000

/** fauxqs keeps deduplication ids in memory only: after a restart at least those of waiting messages are known. */
function restore(queue: SqsQueue, persistence: PersistenceManager): void {
  queue.persistence = persistence
  const { ready, delayed, inflight } = queue.inspectMessages()
  for (const message of [...ready, ...delayed, ...inflight.map((one) => one.message)])
    if (message.messageDeduplicationId && message.sentTimestamp > Date.now() - deduplicationWindowMs)
      queue.recordDeduplication(message.messageDeduplicationId, message.messageId, message.sequenceNumber)
}

const isQuery = ({ headers }: AwsRequest): boolean =>
  headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false

/** SQS returns only the message attributes that were asked for; fauxqs returns all when none were. */
function withAttributesOnDemand(request: AwsRequest): AwsRequest {
  if (request.headers['x-amz-target'] !== 'AmazonSQS.ReceiveMessage') return request
  const input = JSON.parse(request.body.toString())
  if (input.MessageAttributeNames?.length > 0) return request
  return { ...request, body: Buffer.from(JSON.stringify({ ...input, MessageAttributeNames: ['(none)'] })) }
}

/** Queue URLs carry the host that the client used: after a restart the port may be another. */
const onThisHost = (body: string, host: string): string =>
  body.replace(/"http:\/\/[^/"]+\/(\d{12}\/[\w.-]+)"/g, (url, path) => (host ? `"http://${host}/${path}"` : url))

/**
 * fauxqs puts `AWS.SimpleQueueService.` before every code of the query protocol, which the SDK takes for the error's name; AWS
 * does so before the older half of them only.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html
 */
function withErrorCode(headers: Record<string, string>): Record<string, string> {
  const [, code, fault] = /^AWS\.SimpleQueueService\.(\w+);(\w+)$/.exec(headers['x-amzn-query-error'] ?? '') ?? []
  return code && plainCodes.has(code) ? { ...headers, 'x-amzn-query-error': `${code};${fault}` } : headers
}

const plainCodes = new Set([
  'InvalidAction',
  'InvalidAttributeName',
  'InvalidAttributeValue',
  'InvalidMessageContents',
  'InvalidParameterValue',
  'MissingAction',
  'MissingParameter',
])

const stringsOf = (headers: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name, value]) => value !== undefined && name !== 'connection' && name !== 'content-length')
      .map(([name, value]) => [name, String(value)]),
  )

// SQS takes every character outside the basic plane, e.g. emoji; fauxqs looks at UTF-16 halves and refuses them.
const notAllowed = /[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u
INVALID_MESSAGE_BODY_CHAR.test = (text) => notAllowed.test(text)
