import type { Service } from '../../endpoint/service.ts'
import type { AccountRegion } from '../account-region.ts'
import type { AwsService } from '../aws-service.ts'
import { type InvokeAsOptions, invokeAs } from '../lambda/invoke-as.ts'
import { provisionEach, strictReport } from '../report.ts'
import type { Messaging } from '../sqs/messaging.ts'
import { snsDescription } from './description.ts'
import { snsPermissions } from './permissions.ts'
import { provisionSubscription, provisionTopic } from './provision-topic.ts'
import { eventsForFunctions, publishedIn } from './published.ts'

/** SNS: the topics of fauxqs, which delivers to the queues it has for SQS; functions get theirs from here. */
export function createSns({ topics, sns }: Messaging, at: AccountRegion & InvokeAsOptions): AwsService {
  const handle: Service = async (request) => {
    const response = await sns(request)
    if (response.status !== 200) return response
    for (const published of publishedIn(new URLSearchParams(request.body.toString()), String(response.body)))
      for (const { functionArn, event } of eventsForFunctions(published, topics, Date.now()))
        await invokeAs('sns.amazonaws.com', { functionArn, sourceArn: published.topicArn, event }, at)
    return response
  }

  return {
    ...snsDescription,
    type: 'whole',
    permissions: (request) => snsPermissions(request, at),
    handle,
    async deploy(stack, report = strictReport) {
      await provisionEach(stack.ofType('AWS::SNS::Topic'), report, (topic) => provisionTopic(topics, topic, at.region))
      await provisionEach(stack.ofType('AWS::SNS::Subscription'), report, (subscription) =>
        provisionSubscription(topics, subscription),
      )
      for (const { arn } of topics.listTopics().topics)
        for (const { protocol, endpoint } of topics.listSubscriptionsByTopic(arn).subscriptions)
          if (protocol !== 'sqs' && protocol !== 'lambda')
            report.notRun(`AWS::SNS::Subscription of ${arn.split(':').at(-1)}: ${protocol} ${endpoint} gets nothing`)
    },
    async remove({ type, name }) {
      if (type === 'AWS::SNS::Topic') topics.deleteTopic(`arn:aws:sns:${at.region}:${at.accountId}:${name}`)
      return undefined
    },
    start: () => {},
    stop: async () => {},
  }
}
