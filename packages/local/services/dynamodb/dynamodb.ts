import { createRequire } from 'node:module'
import type { JsonObject } from '@sfs3/asl'
import db, { type Store } from 'dynalite/db/index.js'
import validations from 'dynalite/validations/index.js'
import * as z from 'zod'
import type { Clock, EpochMs } from '../../clock/clock.ts'
import { realClock } from '../../clock/real-clock.ts'
import { AwsJsonError, type AwsJsonOperation, awsJsonService, notImplemented } from '../../endpoint/aws-json.ts'
import type { Service } from '../../endpoint/service.ts'
import type { SqliteFile } from '../sqlite-file.ts'
import { storageProblem } from '../storage-problem.ts'
import { dynaliteStore, globalIndex } from './store/dynalite-store.ts'
import type { Entries } from './store/entries.ts'
import { TableStreams } from './streams.ts'
import { TimeToLive } from './time-to-live.ts'
import { transactGetItems, transactWriteItems } from './transactions.ts'

export type DynamoDb = {
  service: Service
  /** Runs one operation; what it writes is committed. @throws AwsJsonError */
  call(operation: string, input: JsonObject): Promise<JsonObject>
  /** Overwrites parts of a table's description, e.g. its indexes, which dynalite cannot change. Items are not touched. */
  redescribe(tableName: string, parts: JsonObject): void
  timeToLive: TimeToLive
  /** Empties a global secondary index. */
  forgetIndex(tableName: string, indexName: string): void
}

export type DynamoDbOptions = {
  file: SqliteFile
  entries: Entries
  streams?: TableStreams
  accountId: string
  region: string
  /** Time of day: how long the token of a transaction is remembered. */
  now?: () => EpochMs
  /** When items expire. */
  clock?: Clock
  log?: (line: string) => void
}

/** DynamoDB: dynalite's operations, called directly instead of through its own HTTP server, on tables in SQLite. */
export function createDynamoDb(options: DynamoDbOptions): DynamoDb {
  const {
    file,
    entries,
    now = Date.now,
    clock = realClock(),
    log = () => {},
    streams,
    ...at
  } = {
    streams: new TableStreams(options.entries, options.now ?? Date.now),
    ...options,
  }
  const store = dynaliteStore(entries, at, streams)
  const run = (operation: string, input: JsonObject) => atOnce(actionOf(operation, store, input))
  const transaction = { entries, run, placeOf: (input: JsonObject) => placeOf(store, input), now }

  const call = async (operation: string, input: JsonObject): Promise<JsonObject> => {
    if (operation === 'TransactWriteItems') return file.transaction(() => transactWriteItems(input, transaction))
    if (operation === 'TransactGetItems') return transactGetItems(input, transaction)
    if (operation === 'UpdateTimeToLive') return timeToLive.update(input)
    if (operation === 'DescribeTimeToLive') return timeToLive.describe(input)
    if (operation === 'DeleteTable') timeToLive.provision(String(input.TableName), undefined)
    if (writing.has(operation)) return file.transaction(() => run(operation, input))
    return eventually(actionOf(operation, store, input))
  }
  const timeToLive = new TimeToLive({ entries, call, clock, log })
  const answer = async (operation: string, input: JsonObject): Promise<JsonObject> => {
    try {
      return await call(operation, input)
    } finally {
      // Also a refusal, e.g. by a condition, tells of what others have written.
      if (writing.has(operation)) {
        await file.synced()
        streams.committed()
      }
    }
  }

  return {
    call,
    timeToLive,
    redescribe(tableName, parts) {
      store.getTable(tableName, false, (error, table) => {
        if (error) throw error
        store.tableDb.put(tableName, { ...table, ...parts }, (refused) => {
          if (refused) throw refused
        })
      })
    },
    forgetIndex(tableName, indexName) {
      entries.clear(globalIndex(tableName, indexName))
    },
    service: awsJsonService({
      protocol: 'json-1.0',
      targetPrefix: 'DynamoDB_20120810',
      operations,
      context: answer,
      parse: jsonOf,
      notImplemented: (operation) => notImplemented(`dynamodb:${operation}`),
      defect: internalServerError,
    }),
  }
}

/** Those that change something. */
const writing: ReadonlySet<string> = new Set([
  'BatchWriteItem',
  'CreateTable',
  'DeleteItem',
  'DeleteTable',
  'PutItem',
  'TagResource',
  'TransactWriteItems',
  'UntagResource',
  'UpdateItem',
  'UpdateTable',
  'UpdateTimeToLive',
])

/** What dynalite knows, transactions, and what expires. */
const operations: Readonly<Record<string, AwsJsonOperation<JsonObject, DynamoDb['call']>>> = {
  BatchGetItem: (input, call) => call('BatchGetItem', input),
  BatchWriteItem: (input, call) => call('BatchWriteItem', input),
  CreateTable: (input, call) => call('CreateTable', input),
  DeleteItem: (input, call) => call('DeleteItem', input),
  DeleteTable: (input, call) => call('DeleteTable', input),
  DescribeTable: (input, call) => call('DescribeTable', input),
  DescribeTimeToLive: (input, call) => call('DescribeTimeToLive', input),
  GetItem: (input, call) => call('GetItem', input),
  ListTables: (input, call) => call('ListTables', input),
  ListTagsOfResource: (input, call) => call('ListTagsOfResource', input),
  PutItem: (input, call) => call('PutItem', input),
  Query: (input, call) => call('Query', input),
  Scan: (input, call) => call('Scan', input),
  TagResource: (input, call) => call('TagResource', input),
  TransactGetItems: (input, call) => call('TransactGetItems', input),
  TransactWriteItems: (input, call) => call('TransactWriteItems', input),
  UntagResource: (input, call) => call('UntagResource', input),
  UpdateItem: (input, call) => call('UpdateItem', input),
  UpdateTable: (input, call) => {
    if (changesIndexes(input)) throw notImplemented('dynamodb:UpdateTable of global secondary indexes')
    return call('UpdateTable', input)
  },
  UpdateTimeToLive: (input, call) => call('UpdateTimeToLive', input),
}

/** dynalite lets such an UpdateTable pass and does nothing. */
const changesIndexes = (input: JsonObject): boolean =>
  /"(Create|Delete)":/.test(JSON.stringify(input.GlobalSecondaryIndexUpdates ?? []))

type Done = (error: unknown, output?: JsonObject) => void
type Validation = { types: unknown; custom: unknown }

const require = createRequire(import.meta.url)

type Action = (store: Store, input: JsonObject, done: Done) => void

/** dynalite's action with its checked input, to be called with a callback. @throws AwsJsonError for a bad input */
function actionOf(operation: string, store: Store, input: JsonObject): (done: Done) => void {
  const isCheck = operation === 'ConditionCheckItem'
  // A check of a condition is given as a deletion is.
  const file = isCheck ? 'deleteItem' : operation.charAt(0).toLowerCase() + operation.slice(1)
  const action = isCheck ? conditionCheck : (require(`dynalite/actions/${file}.js`) as Action)
  const { types, custom } = require(`dynalite/validations/${file}.js`) as Validation
  try {
    const checked = validations.checkTypes(input, types)
    validations.checkValidations(checked, types, custom, store)
    return (done) => action(store, checked, done)
  } catch (error) {
    throw refusalOf(error)
  }
}

/** The one action that dynalite lacks. */
const conditionCheck: Action = (store, input, done) =>
  store.getTable(String(input.TableName), (error, table) => {
    const wrong = error ?? db.validateKey(input.Key, table)
    if (wrong) return done(wrong)
    store.getItemDb(String(input.TableName)).get(db.createKey(input.Key, table), (failure, item) => {
      done(failure ?? db.checkConditional(input, item))
    })
  })

/** Table and key of an item that is given whole or by its key. @throws AwsJsonError */
function placeOf(store: Store, { TableName, Item, Key }: JsonObject): string {
  let place = ''
  store.getTable(String(TableName), (error, table) => {
    const wrong = error ?? (Item === undefined ? db.validateKey(Key ?? {}, table) : db.validateItem(Item, table))
    if (wrong) throw refusalOf(wrong)
    place = `${TableName}/${db.createKey(Item ?? Key, table)}`
  })
  return place
}

const eventually = (action: (done: Done) => void): Promise<JsonObject> =>
  new Promise((resolve, reject) => {
    action((error, output = {}) => (error ? reject(refusalOf(error)) : resolve(output)))
  })

/** The same for an action that is over when its call returns, as it must be inside a transaction. */
function atOnce(action: (done: Done) => void): JsonObject {
  let outcome: { error: unknown; output: JsonObject } | undefined
  action((error, output = {}) => {
    outcome = { error, output }
  })
  if (outcome === undefined) throw new Error('an action of dynalite that writes did not end at once')
  if (outcome.error) throw refusalOf(outcome.error)
  return outcome.output
}

function refusalOf(error: unknown): unknown {
  const refusal = Refusal.safeParse(error)
  return refusal.success ? new AwsJsonError(refusal.data.statusCode, refusal.data.body as JsonObject) : error
}

/** What a client learns of an error that is not its own. @throws what is a defect */
function internalServerError(_operation: string, thrown: unknown): AwsJsonError {
  const message = storageProblem(thrown)
  if (message === undefined) throw thrown
  return new AwsJsonError(500, { __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError', message })
}

/** How dynalite says no. */
const Refusal = z.object({ statusCode: z.number(), body: z.record(z.string(), z.unknown()) })

function jsonOf(body: Buffer): JsonObject {
  try {
    return JSON.parse(body.toString())
  } catch {
    throw new AwsJsonError(400, { __type: 'com.amazon.coral.service#SerializationException' })
  }
}
