import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { BuildAppOptions } from 'fauxqs'

/** fauxqs exports only its server. These are the parts it is made of, from wherever it is installed; its version is pinned. */
type Stores = NonNullable<BuildAppOptions['stores']>

/** The queues and their messages. */
export type SqsStore = Stores['sqsStore']
export type SqsQueue = NonNullable<ReturnType<SqsStore['getQueueByName']>>
/** The topics and their subscriptions. */
export type SnsStore = Stores['snsStore']
type S3Store = Stores['s3Store']
/** Keeps queues, messages, topics and subscriptions in SQLite. */
export type PersistenceManager = NonNullable<SqsQueue['persistence']>

const installed = import.meta.resolve('fauxqs')
const require = createRequire(import.meta.url)
// Not `await import`: one module that awaits has jest load all modules of the test one by one, several times over.
const part = (file: string) => require(fileURLToPath(new URL(file, installed)))

type SqsMessage = Parameters<SqsQueue['enqueue']>[0]
type SqsStoreClass = {
  new (): SqsStore
  createMessage(body: string, attributes?: SqsMessage['messageAttributes']): SqsMessage
}
export const { SqsStore }: { SqsStore: SqsStoreClass } = part('./sqs/sqsStore.js')
export const { SnsStore }: { SnsStore: new () => SnsStore } = part('./sns/snsStore.js')
export const { S3Store }: { S3Store: new () => S3Store } = part('./s3/s3Store.js')
export const { PersistenceManager }: { PersistenceManager: new (dataDir: string) => PersistenceManager } =
  part('./persistence.js')
type FilterPolicy = (
  policy: Record<string, unknown>,
  attributes: Record<string, { DataType: string; StringValue?: string }>,
) => boolean
/** Whether a message passes the filter policy of a subscription. */
export const {
  matchesFilterPolicy,
  matchesFilterPolicyOnBody,
}: {
  matchesFilterPolicy: FilterPolicy
  matchesFilterPolicyOnBody: (policy: Record<string, unknown>, body: string) => boolean
} = part('./sns/filter.js')
/** A character that fauxqs refuses in a message. */
export const { INVALID_MESSAGE_BODY_CHAR }: { INVALID_MESSAGE_BODY_CHAR: RegExp } = part('./sqs/sqsTypes.js')
