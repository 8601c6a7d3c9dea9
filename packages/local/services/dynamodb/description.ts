import type { ServiceDescription } from '../aws-service.ts'
import { dynamodbResourceTypes } from './resource-types.ts'

export const dynamodbDescription = {
  signingName: 'dynamodb',
  protocol: 'json-1.0',
  targetPrefix: 'DynamoDB_20120810',
  denied: { status: 400 },
  resourceTypes: dynamodbResourceTypes,
} satisfies ServiceDescription
