import type { AccountRegion } from '../account-region.ts'
import type { AwsService } from '../aws-service.ts'
import type { Messaging } from '../sqs/messaging.ts'
import { snsDescription } from './description.ts'
import { snsPermissions } from './permissions.ts'
import { provisionSubscription, provisionTopic } from './provision-topic.ts'

/** SNS: the topics of fauxqs, which delivers to the queues it has for SQS. */
export function createSns({ topics, sns }: Messaging, at: AccountRegion): AwsService {
  return {
    ...snsDescription,
    type: 'whole',
    permissions: (request) => snsPermissions(request, at),
    handle: sns,
    async deploy(stack) {
      for (const topic of stack.ofType('AWS::SNS::Topic')) provisionTopic(topics, topic, at.region)
      for (const subscription of stack.ofType('AWS::SNS::Subscription')) provisionSubscription(topics, subscription)
    },
    async remove({ type, name }) {
      if (type === 'AWS::SNS::Topic') topics.deleteTopic(`arn:aws:sns:${at.region}:${at.accountId}:${name}`)
      return undefined
    },
    start: () => {},
    stop: async () => {},
  }
}
