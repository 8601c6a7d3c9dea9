import type { JsonObject } from '@sfs3/asl'
import * as z from 'zod'

const Filter = z
  .looseObject({
    S3Key: z.looseObject({ Rules: z.array(z.looseObject({ Name: z.string(), Value: z.string() })).default([]) }),
  })
  .default({ S3Key: { Rules: [] } })
const Common = { Event: z.string(), Filter }
const NotificationConfiguration = z.looseObject({
  LambdaConfigurations: z.array(z.looseObject({ ...Common, Function: z.string() })).default([]),
  QueueConfigurations: z.array(z.looseObject({ ...Common, Queue: z.string() })).default([]),
  TopicConfigurations: z.array(z.looseObject({ ...Common, Topic: z.string() })).default([]),
})

/**
 * The ARNs of the functions, queues and topics that a bucket tells of an event.
 * @param eventName `ObjectCreated:Put`
 * @throws ZodError for a configuration that is none
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-s3-bucket-notificationconfiguration.html
 */
export function notificationTargets(configuration: JsonObject, eventName: string, key: string): string[] {
  const { LambdaConfigurations, QueueConfigurations, TopicConfigurations } = NotificationConfiguration.parse(
    configuration.NotificationConfiguration ?? {},
  )
  return [
    ...LambdaConfigurations.map((one) => ({ ...one, targetArn: one.Function })),
    ...QueueConfigurations.map((one) => ({ ...one, targetArn: one.Queue })),
    ...TopicConfigurations.map((one) => ({ ...one, targetArn: one.Topic })),
  ]
    .filter(({ Event }) => fitsEvent(Event, eventName))
    .filter(({ Filter: { S3Key } }) => S3Key.Rules.every((rule) => fitsKey(rule, key)))
    .map(({ targetArn }) => targetArn)
}

/** `s3:ObjectCreated:*` is every way to create an object. */
const fitsEvent = (pattern: string, eventName: string) =>
  pattern.endsWith('*') ? `s3:${eventName}`.startsWith(pattern.slice(0, -1)) : pattern === `s3:${eventName}`

const fitsKey = ({ Name, Value }: { Name: string; Value: string }, key: string) =>
  Name.toLowerCase() === 'prefix' ? key.startsWith(Value) : key.endsWith(Value)
