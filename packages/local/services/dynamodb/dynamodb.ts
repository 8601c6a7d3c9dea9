import { randomUUID } from 'node:crypto'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { JsonObject } from '@sfs3/asl'
import db, { type Store } from 'dynalite/db/index.js'
import validations from 'dynalite/validations/index.js'
import * as z from 'zod'
import type { AwsResponse, Service } from '../../endpoint/service.ts'
import { errorResponse } from '../../endpoint/wire-error.ts'

export type DynamoDb = {
  service: Service
  /** Runs one operation. @throws DynamoDbError */
  call(operation: string, input: JsonObject): Promise<JsonObject>
  /** Overwrites parts of a table's description, e.g. its indexes, which dynalite cannot change. Items are not touched. */
  redescribe(tableName: string, parts: JsonObject): Promise<void>
  /** Empties a global secondary index. */
  forgetIndex(tableName: string, indexName: string): Promise<void>
  close(): Promise<void>
}

/** What DynamoDB refuses with; `body` is its answer on the wire. */
export class DynamoDbError extends Error {
  override readonly name = 'DynamoDbError'
  readonly status: number
  readonly body: JsonObject

  constructor(status: number, body: JsonObject) {
    super(String(body.message ?? body.Message ?? body.__type))
    this.status = status
    this.body = body
  }

  /** AWS's name of the error, e.g. `ConditionalCheckFailedException`. */
  get code(): string {
    return String(this.body.__type).split('#').at(-1) ?? ''
  }
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
    async service({ headers, body }) {
      const [version, operation = ''] = (headers['x-amz-target'] ?? '').split('.')
      if (version !== 'DynamoDB_20120810' || !operations.has(operation)) return notImplemented(operation)
      try {
        const input = jsonOf(body)
        if (changesIndexes(operation, input)) return notImplemented(`${operation} of global secondary indexes`)
        return answer(200, await call(operation, input))
      } catch (error) {
        if (error instanceof DynamoDbError) return answer(error.status, error.body)
        throw error
      }
    },
    close: () => new Promise((resolve, reject) => store.db.close((error) => (error ? reject(error) : resolve()))),
  }
}

/** What dynalite knows. */
const operations = new Set([
  'BatchGetItem',
  'BatchWriteItem',
  'CreateTable',
  'DeleteItem',
  'DeleteTable',
  'DescribeTable',
  'DescribeTimeToLive',
  'GetItem',
  'ListTables',
  'ListTagsOfResource',
  'PutItem',
  'Query',
  'Scan',
  'TagResource',
  'UntagResource',
  'UpdateItem',
  'UpdateTable',
])

/** dynalite lets such a request pass and does nothing. */
const changesIndexes = (operation: string, input: JsonObject): boolean =>
  operation === 'UpdateTable' && /"(Create|Delete)":/.test(JSON.stringify(input.GlobalSecondaryIndexUpdates ?? []))

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
    throw refusal.success ? new DynamoDbError(refusal.data.statusCode, refusal.data.body as JsonObject) : error
  }
}

/** How dynalite says no. */
const Refusal = z.object({ statusCode: z.number(), body: z.record(z.string(), z.unknown()) })

function jsonOf(body: Buffer): JsonObject {
  try {
    return JSON.parse(body.toString())
  } catch {
    throw new DynamoDbError(400, { __type: 'com.amazon.coral.service#SerializationException' })
  }
}

const answer = (status: number, output: JsonObject): AwsResponse => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': randomUUID() },
  body: JSON.stringify(output),
})

const notImplemented = (operation: string): AwsResponse =>
  errorResponse('json-1.0', {
    status: 501,
    code: 'NotImplemented',
    message: `dynamodb:${operation} is not implemented in the local region`,
  })
