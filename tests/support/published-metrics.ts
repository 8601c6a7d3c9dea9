import type { Metric } from './metric-search.ts'

/**
 * What AWS publishes, by namespace and dimensions, of what the dashboard and the alarms may ask for.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
 */
const published: Record<string, string[]> = {
  'AWS/States StateMachineArn': [
    ...['ExecutionsStarted', 'ExecutionsSucceeded', 'ExecutionsFailed', 'ExecutionsTimedOut', 'ExecutionsAborted'],
    ...['ExecutionThrottled', 'ExecutionTime'],
  ],
  'AWS/States ServiceMetric': ['ThrottledEvents'],
  'AWS/States APIName': ['ThrottledEvents'],
  'AWS/ApiGateway ApiName Stage': ['Count', '4XXError', '5XXError', 'Latency'],
  'AWS/Lambda FunctionName': ['Errors', 'Throttles', 'Duration', 'ConcurrentExecutions'],
  'AWS/Lambda': ['Throttles'],
  'AWS/SQS QueueName': [
    ...['ApproximateNumberOfMessagesVisible', 'ApproximateNumberOfMessagesNotVisible', 'ApproximateAgeOfOldestMessage'],
  ],
  'AWS/DynamoDB TableName': ['ConsumedReadCapacityUnits', 'ConsumedWriteCapacityUnits', 'WriteThrottleEvents'],
}

export function isPublished({ namespace, name, dimensions }: Metric): boolean {
  return published[[namespace, ...Object.keys(dimensions).sort()].join(' ')]?.includes(name) ?? false
}
