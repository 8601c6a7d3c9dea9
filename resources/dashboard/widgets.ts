import type { Json } from '../../src/process/json.ts'
import type { Machine, Subjects } from './subjects.ts'

type Metric = [...text: string[], settings: Json] | string[]

/**
 * The widgets of the dashboard.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export function widgets({ prefix, stage, machines, functions, pending, deadLetters }: Subjects): Json[] {
  const api = (metric: string, ...settings: Json[]) =>
    ['AWS/ApiGateway', metric, 'ApiName', prefix, 'Stage', stage, ...settings] as Metric
  const queues = (metric: string, names: string[]) => names.map((name) => ['AWS/SQS', metric, 'QueueName', name])
  const lambda = (metric: string) => functions.map((name) => ['AWS/Lambda', metric, 'FunctionName', name])
  const quota = (dimension: string, value: string) => ['AWS/States', 'ThrottledEvents', dimension, value]

  return [
    widget('API: requests and errors', 'Sum', [api('Count'), api('4XXError'), api('5XXError')]),
    widget('API: latency', undefined, [api('Latency', { stat: 'p50' }), api('Latency', { stat: 'p99' })]),
    widget('Pending approvals', 'Maximum', [
      ...queues('ApproximateNumberOfMessagesVisible', pending),
      ...queues('ApproximateNumberOfMessagesNotVisible', pending),
    ]),
    widget(
      'Queues: age of the oldest message, seconds',
      'Maximum',
      queues('ApproximateAgeOfOldestMessage', [...pending, ...deadLetters]),
    ),
    widget('Dead letters', 'Maximum', queues('ApproximateNumberOfMessagesVisible', deadLetters)),
    widget("Step Functions: throttled by the account's quotas", 'Sum', [
      quota('ServiceMetric', 'StateTransition'),
      quota('APIName', 'StartExecution'),
      quota('APIName', 'DescribeExecution'),
    ]),
    ...machines.flatMap(executions),
    widget('Lambda: errors', 'Sum', lambda('Errors')),
    widget('Lambda: throttles', 'Sum', lambda('Throttles')),
    widget('Lambda: duration p99, milliseconds', 'p99', lambda('Duration')),
    widget('Lambda: concurrency', 'Maximum', lambda('ConcurrentExecutions')),
  ]
}

function executions({ title, arn, express }: Machine): Json[] {
  const metrics = ['ExecutionsStarted', 'ExecutionsSucceeded', 'ExecutionsFailed', 'ExecutionsTimedOut']
  const ofStandard = ['ExecutionsAborted', 'ExecutionThrottled'] // EXPRESS machines publish neither
  const metric = (name: string, ...settings: Json[]) =>
    ['AWS/States', name, 'StateMachineArn', arn, ...settings] as Metric
  return [
    widget(
      title,
      'Sum',
      [...metrics, ...(express ? [] : ofStandard)].map((name) => metric(name)),
    ),
    widget(`${title}: duration`, undefined, [
      metric('ExecutionTime', { stat: 'p50' }),
      metric('ExecutionTime', { stat: 'p99' }),
    ]),
  ]
}

const widget = (title: string, stat: string | undefined, metrics: Metric[]): Json => ({
  type: 'metric',
  width: 12,
  properties: { title, region: '${AWS::Region}', ...(stat && { stat }), period: 60, metrics },
})
