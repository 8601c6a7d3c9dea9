import type { AccountRegion } from '../account-region.ts'
import type { AwsService, ServiceDescription } from '../aws-service.ts'
import { createDynamoDb } from './dynamodb.ts'
import { dynamodbPermissions } from './permissions.ts'
import { provisionTable } from './provision-table.ts'
import { dynamodbResourceTypes } from './resource-types.ts'

export const dynamodbDescription = {
  signingName: 'dynamodb',
  protocol: 'json-1.0',
  targetPrefix: 'DynamoDB_20120810',
  denied: { status: 400 },
  resourceTypes: dynamodbResourceTypes,
} satisfies ServiceDescription

/** DynamoDB: dynalite's tables in `dataDir`, where they survive a crash. */
export function createDynamoDbService(options: AccountRegion & { dataDir: string }): AwsService {
  const dynamoDb = createDynamoDb(options)
  return {
    ...dynamodbDescription,
    type: 'whole',
    permissions: (request) => dynamodbPermissions(request, options),
    handle: dynamoDb.service,
    async deploy(stack) {
      for (const table of stack.ofType('AWS::DynamoDB::Table')) await provisionTable(dynamoDb, table)
    },
    start: () => {},
    stop: () => dynamoDb.close(),
  }
}
