import { join } from 'node:path'
import type { AccountRegion } from '../account-region.ts'
import type { AwsService } from '../aws-service.ts'
import { SqliteFile } from '../sqlite-file.ts'
import { dynamodbDescription } from './description.ts'
import { createDynamoDb, type DynamoDbOptions } from './dynamodb.ts'
import { dynamodbPermissions } from './permissions.ts'
import { checkTable, provisionTable, removeTable } from './provision-table.ts'
import { Entries } from './store/entries.ts'
import { takeOverLevelDb } from './store/leveldb.ts'

export type DynamoDbServiceOptions = AccountRegion & { dataDir: string } & Pick<
    DynamoDbOptions,
    'now' | 'clock' | 'log'
  >

/** DynamoDB: dynalite's tables in `dataDir`, where they survive a crash. */
export function createDynamoDbService(options: DynamoDbServiceOptions): AwsService {
  const file = new SqliteFile(options.dataDir, 'dynamodb.sqlite', Entries.schema)
  const entries = new Entries(file)
  const dynamoDb = createDynamoDb({ ...options, file, entries })
  return {
    ...dynamodbDescription,
    type: 'whole',
    permissions: (request) => dynamodbPermissions(request, options),
    handle: dynamoDb.service,
    async prepare(stack) {
      for (const table of stack.ofType('AWS::DynamoDB::Table')) await checkTable(dynamoDb, table)
    },
    async deploy(stack) {
      await takeOverLevelDb(join(options.dataDir, 'dynamodb'), file, entries)
      for (const table of stack.ofType('AWS::DynamoDB::Table')) await provisionTable(dynamoDb, table)
    },
    async remove({ type, name }) {
      return type === 'AWS::DynamoDB::Table' ? removeTable(dynamoDb, name) : undefined
    },
    start: () => dynamoDb.timeToLive.start(),
    async stop() {
      dynamoDb.timeToLive.stop()
      file.close()
    },
  }
}
