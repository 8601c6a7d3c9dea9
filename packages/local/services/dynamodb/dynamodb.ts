import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { JsonObject } from '@sfs3/asl'
import db, { type Store } from 'dynalite/db/index.js'
import validations from 'dynalite/validations/index.js'
import * as z from 'zod'
import { AwsJsonError, type AwsJsonOperation, awsJsonService, notImplemented } from '../../endpoint/aws-json.ts'
import type { Service } from '../../endpoint/service.ts'

export type DynamoDb = {
  service: Service
  /** Runs one operation. @throws AwsJsonError */
  call(operation: string, input: JsonObject): Promise<JsonObject>
  /** Overwrites parts of a table's description, e.g. its indexes, which dynalite cannot change. Items are not touched. */
  redescribe(tableName: string, parts: JsonObject): Promise<void>
  /** Empties a global secondary index. */
  forgetIndex(tableName: string, indexName: string): Promise<void>
  close(): Promise<void>
}

/** DynamoDB: dynalite's operations on LevelDB, called directly instead of through its own HTTP server. */
export function createDynamoDb(options: { dataDir: string; accountId: string; region: string }): DynamoDb {
  const path = join(options.dataDir, 'dynamodb')
  const store = db.create({ path, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 })
  // dynalite takes these from the environment, which is the user's and not ours.
  store.tableDb.awsAccountId = options.accountId
  store.tableDb.awsRegion = options.region

  const call = (operation: string, input: JsonObject): Promise<JsonObject> => run(store, operation, input)

  return {
    call,
    async redescribe(tableName, parts) {
      const table = await new Promise<object>((resolve, reject) =>
        store.getTable(tableName, false, (error, found) => (error ? reject(error) : resolve(found))),
      )
      await new Promise<void>((resolve, reject) =>
        store.tableDb.put(tableName, { ...table, ...parts }, (error) => (error ? reject(error) : resolve())),
      )
    },
    forgetIndex(tableName, indexName) {
      const prefix = `index-global~${tableName}~${indexName}~`
      return store.db.clear({ gte: prefix, lt: `${prefix}\xFF` })
    },
    service: awsJsonService({
      protocol: 'json-1.0',
      targetPrefix: 'DynamoDB_20120810',
      operations,
      context: call,
      parse: jsonOf,
      notImplemented: (operation) => notImplemented(`dynamodb:${operation}`),
    }),
    close: () => new Promise((resolve, reject) => store.db.close((error) => (error ? reject(error) : resolve()))),
  }
}

/** What dynalite knows. */
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
  UntagResource: (input, call) => call('UntagResource', input),
  UpdateItem: (input, call) => call('UpdateItem', input),
  UpdateTable: (input, call) => {
    if (changesIndexes(input)) throw notImplemented('dynamodb:UpdateTable of global secondary indexes')
    return call('UpdateTable', input)
  },
}

/** dynalite lets such an UpdateTable pass and does nothing. */
const changesIndexes = (input: JsonObject): boolean =>
  /"(Create|Delete)":/.test(JSON.stringify(input.GlobalSecondaryIndexUpdates ?? []))

type Action = (store: Store, input: unknown, done: (error: unknown, output: JsonObject) => void) => void
type Validation = { types: unknown; custom: unknown }

const require = createRequire(import.meta.url)

async function run(store: Store, operation: string, input: JsonObject): Promise<JsonObject> {
  const file = operation.charAt(0).toLowerCase() + operation.slice(1)
  const action = require(`dynalite/actions/${file}.js`) as Action
  const { types, custom } = require(`dynalite/validations/${file}.js`) as Validation
  try {
    const checked = validations.checkTypes(input, types)
    validations.checkValidations(checked, types, custom, store)
    return await new Promise((resolve, reject) => {
      action(store, checked, (error, output) => (error ? reject(error) : resolve(output)))
    })
  } catch (error) {
    const refusal = Refusal.safeParse(error)
    throw refusal.success ? new AwsJsonError(refusal.data.statusCode, refusal.data.body as JsonObject) : error
  }
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
