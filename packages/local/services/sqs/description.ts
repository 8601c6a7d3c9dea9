import type { ServiceDescription } from '../aws-service.ts'
import { queuePolicies } from './resource-policies.ts'
import { sqsResourceTypes } from './resource-types.ts'

export const sqsDescription = {
  signingName: 'sqs',
  protocol: 'json-1.0',
  targetPrefix: 'AmazonSQS',
  // SQS gives SDKs the name that its older protocol had.
  denied: { status: 403, headers: { 'x-amzn-query-error': 'AccessDenied;Sender' } },
  resourceTypes: sqsResourceTypes,
  resourcePolicies: queuePolicies,
} satisfies ServiceDescription
