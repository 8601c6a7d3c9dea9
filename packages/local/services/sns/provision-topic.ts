import type { JsonObject } from '@sfs3/asl'
import * as z from 'zod'
import type { SnsStore } from '../sqs/fauxqs.ts'
import type { TemplateResource } from '../template-resource.ts'

/** Creates the topic and its inline subscriptions; one that exists is kept. */
export function provisionTopic(topics: SnsStore, resource: TemplateResource, region: string): void {
  const {
    FifoTopic,
    ContentBasedDeduplication,
    DisplayName,
    Subscription = [],
  } = TopicProperties.parse(resource.properties)
  const attributes = Object.entries({ FifoTopic, ContentBasedDeduplication, DisplayName })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, String(value)] as const)
  const topic = topics.createTopic(resource.name, Object.fromEntries(attributes), undefined, region)
  for (const { Protocol, Endpoint } of Subscription) topics.subscribe(topic.arn, Protocol, Endpoint)
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-subscription.html */
export function provisionSubscription(topics: SnsStore, resource: TemplateResource): void {
  const { TopicArn, Protocol, Endpoint, ...rest } = SubscriptionProperties.parse(resource.properties)
  const attributes = Object.entries(rest as JsonObject).map(([name, value]) => [
    name,
    typeof value === 'object' ? JSON.stringify(value) : String(value),
  ])
  const existing = topics
    .listSubscriptionsByTopic(TopicArn)
    .subscriptions.find((one) => one.protocol === Protocol && one.endpoint === Endpoint)
  if (existing) topics.unsubscribe(existing.arn)
  topics.subscribe(TopicArn, Protocol, Endpoint, Object.fromEntries(attributes))
}

const Subscription = z.object({ Protocol: z.string(), Endpoint: z.string() })

const TopicProperties = z.looseObject({
  FifoTopic: z.coerce.boolean().optional(),
  ContentBasedDeduplication: z.coerce.boolean().optional(),
  DisplayName: z.string().optional(),
  Subscription: z.array(Subscription).optional(),
})

const SubscriptionProperties = z.looseObject({ TopicArn: z.string(), ...Subscription.shape })
