import type { AccountRegion } from '../account-region.ts'
import type { AwsService, ServiceDescription } from '../aws-service.ts'
import { provisionEach, strictReport } from '../report.ts'
import type { Messaging } from './messaging.ts'
import { sqsPermissions } from './permissions.ts'
import { provisionQueue } from './provision-queue.ts'
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

/** SQS: the queues of fauxqs, which it shares with SNS and closes. */
export function createSqs(messaging: Messaging, at: AccountRegion): AwsService {
  return {
    ...sqsDescription,
    type: 'whole',
    permissions: (request) => sqsPermissions(request, at),
    handle: messaging.sqs,
    async deploy(stack, report = strictReport) {
      await provisionEach(stack.ofType('AWS::SQS::Queue'), report, (queue) =>
        provisionQueue(messaging.queues, queue, at, report),
      )
    },
    start: () => {},
    stop: () => messaging.close(),
  }
}
