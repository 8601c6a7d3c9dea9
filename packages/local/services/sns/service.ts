import type { AccountRegion } from '../account-region.ts'
import type { AwsService, ServiceDescription } from '../aws-service.ts'
import { provisionEach, strictReport } from '../report.ts'
import type { Messaging } from '../sqs/messaging.ts'
import { snsPermissions } from './permissions.ts'
import { provisionSubscription, provisionTopic } from './provision-topic.ts'
import { topicPolicies } from './resource-policies.ts'
import { snsResourceTypes } from './resource-types.ts'

export const snsDescription = {
  signingName: 'sns',
  protocol: 'query',
  denied: { status: 403, queryCode: 'AuthorizationError' },
  resourceTypes: snsResourceTypes,
  resourcePolicies: topicPolicies,
} satisfies ServiceDescription

/** SNS: the topics of fauxqs, which delivers to the queues it has for SQS. */
export function createSns({ topics, sns }: Messaging, at: AccountRegion): AwsService {
  return {
    ...snsDescription,
    type: 'whole',
    permissions: (request) => snsPermissions(request, at),
    handle: sns,
    async deploy(stack, report = strictReport) {
      await provisionEach(stack.ofType('AWS::SNS::Topic'), report, (topic) => provisionTopic(topics, topic, at.region))
      await provisionEach(stack.ofType('AWS::SNS::Subscription'), report, (subscription) =>
        provisionSubscription(topics, subscription),
      )
    },
    start: () => {},
    stop: async () => {},
  }
}
