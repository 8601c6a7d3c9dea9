import { matchesFilterPolicy, matchesFilterPolicyOnBody, type SnsStore } from '../sqs/fauxqs.ts'

type Attribute = { DataType: string; StringValue?: string; BinaryValue?: string }

/** A message that a topic took. */
export type Published = {
  topicArn: string
  messageId: string
  message: string
  subject: string | undefined
  attributes: Readonly<Record<string, Attribute>>
}

/**
 * The messages that SNS took of a Publish or PublishBatch.
 * @param answer the XML that it was answered with, which has their ids
 */
export function publishedIn(form: URLSearchParams, answer: string): Published[] {
  const topicArn = form.get('TopicArn') ?? form.get('TargetArn') ?? ''
  const messageAt = (prefix: string, messageId: string): Published => ({
    topicArn,
    messageId,
    message: form.get(`${prefix}Message`) ?? '',
    subject: form.get(`${prefix}Subject`) ?? undefined,
    attributes: attributesAt(form, `${prefix}MessageAttributes.entry.`),
  })
  if (form.get('Action') === 'Publish') return [messageAt('', /<MessageId>([^<]+)/.exec(answer)?.[1] ?? '')]
  if (form.get('Action') !== 'PublishBatch') return []
  const taken = [...answer.matchAll(/<Id>([^<]+)<\/Id><MessageId>([^<]+)/g)]
  const entries = [...form].filter(([name]) => /^PublishBatchRequestEntries\.member\.\d+\.Id$/.test(name))
  return taken.flatMap(([, id, messageId = '']) => {
    const name = entries.find(([, value]) => value === id)?.[0]
    return name === undefined ? [] : [messageAt(name.slice(0, -'Id'.length), messageId)]
  })
}

function attributesAt(form: URLSearchParams, prefix: string): Record<string, Attribute> {
  const attributes: Record<string, Attribute> = {}
  for (let index = 1; form.has(`${prefix}${index}.Name`); index++) {
    const value = (member: string) => form.get(`${prefix}${index}.Value.${member}`) ?? undefined
    const [text, binary] = [value('StringValue'), value('BinaryValue')]
    attributes[form.get(`${prefix}${index}.Name`) ?? ''] = {
      DataType: value('DataType') ?? 'String',
      ...(text !== undefined && { StringValue: text }),
      ...(binary !== undefined && { BinaryValue: binary }),
    }
  }
  return attributes
}

/** The functions that get it, each with the event that it gets. @see https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
export function eventsForFunctions(
  published: Published,
  topics: SnsStore,
  now: number,
): { functionArn: string; event: object }[] {
  const { topicArn, messageId, message, subject, attributes } = published
  const { subscriptions } = topics.listSubscriptionsByTopic(topicArn)
  return subscriptions
    .filter((one) => one.protocol === 'lambda' && takes(one.attributes, published))
    .map(({ arn, endpoint }) => ({
      functionArn: endpoint,
      event: {
        Records: [
          {
            EventSource: 'aws:sns',
            EventVersion: '1.0',
            EventSubscriptionArn: arn,
            Sns: {
              Type: 'Notification',
              MessageId: messageId,
              TopicArn: topicArn,
              Subject: subject ?? null,
              Message: message,
              Timestamp: new Date(now).toISOString(),
              SignatureVersion: '1',
              Signature: 'EXAMPLE',
              SigningCertUrl: 'EXAMPLE',
              UnsubscribeUrl: 'EXAMPLE',
              MessageAttributes: Object.fromEntries(
                Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
                  name,
                  { Type: DataType, Value: StringValue ?? BinaryValue ?? '' },
                ]),
              ),
            },
          },
        ],
      },
    }))
}

function takes(
  { FilterPolicy, FilterPolicyScope }: Readonly<Record<string, string>>,
  { message, attributes }: Published,
): boolean {
  if (!FilterPolicy) return true
  const policy = JSON.parse(FilterPolicy)
  return FilterPolicyScope === 'MessageBody'
    ? matchesFilterPolicyOnBody(policy, message)
    : matchesFilterPolicy(policy, attributes)
}
