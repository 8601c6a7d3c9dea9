import { buildApp } from 'fauxqs'
import type { AwsRequest, AwsResponse, Service } from '../../endpoint/service.ts'
import { errorResponse, type Protocol } from '../../endpoint/wire-error.ts'
import { S3Store, SnsStore, SqsStore } from './fauxqs.ts'
import { MessagingPersistence } from './messaging-persistence.ts'
import { attributesOnDemand, onThisHost, withErrorCode } from './sqs-corrections.ts'
import { fromQuery, toQuery } from './sqs-query-protocol.ts'
import { Receipts } from './sqs-receipts.ts'

export type Messaging = {
  sqs: Service
  sns: Service
  queues: SqsStore
  topics: SnsStore
  close(): Promise<void>
}

/** SQS and SNS: fauxqs without its HTTP server, its queues and topics kept in `dataDir`. */
export function createMessaging({ dataDir, region }: { dataDir: string; region: string }): Messaging {
  const persistence = new MessagingPersistence(dataDir)
  const queues = new SqsStore()
  const topics = new SnsStore()
  // Load first: a store that already persists would write back what it reads.
  persistence.loadSqsAndSns(queues, topics)
  Object.assign(queues, { host: '', region, persistence })
  Object.assign(topics, { region, persistence })
  for (const queue of queues.allQueues()) persistence.connect(queue)

  // Its S3 is not ours: it stays empty.
  const stores = { sqsStore: queues, snsStore: topics, s3Store: new S3Store() }
  const app = buildApp({ logger: false, defaultRegion: region, stores })
  const send = async ({ headers, body }: AwsRequest, protocol: Protocol): Promise<AwsResponse> => {
    // fauxqs would take the region from the signature, and look for queues of another.
    const { authorization: _, 'content-length': __, ...rest } = headers
    const response = await app.inject({ method: 'POST', url: '/', headers: rest, payload: body })
    const unknown = /Unknown action: \w*/.exec(response.statusCode === 400 ? response.payload : '')?.[0]
    if (unknown !== undefined) return errorResponse(protocol, { status: 501, code: 'NotImplemented', message: unknown })
    return { status: response.statusCode, headers: stringsOf(response.headers), body: response.payload }
  }

  const receipts = new Receipts(queues)
  const sqs: Service = async (request) => {
    if (isQuery(request)) return toQuery(request, await sqs(fromQuery(request)))
    const refusal = receipts.refuse(request)
    if (refusal) return errorResponse('json-1.0', refusal)
    const { status, headers, body } = await send(attributesOnDemand(request), 'json-1.0')
    return { status, headers: withErrorCode(headers), body: onThisHost(String(body), request.headers.host ?? '') }
  }

  return {
    sqs,
    sns: (request) => send(request, 'query'),
    queues,
    topics,
    async close() {
      await app.close()
      persistence.close()
    },
  }
}

const isQuery = ({ headers }: AwsRequest): boolean =>
  headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false

const stringsOf = (headers: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name, value]) => value !== undefined && name !== 'connection' && name !== 'content-length')
      .map(([name, value]) => [name, String(value)]),
  )
