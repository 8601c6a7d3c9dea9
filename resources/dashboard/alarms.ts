import type { Json } from '../../src/process/json.ts'
import type { Resource } from '../template.ts'
import type { Subjects } from './subjects.ts'

/** How many metrics CloudWatch takes in one alarm. */
const mostMetrics = 10

type Metric = { namespace: string; name: string; stat: string; dimension?: [name: string, value: string] }

/** The alarms, by logical id. They tell the topic of the template's parameter `AlarmTopicArn`, if it has one. */
export function alarms({ prefix, stage, machines, pending, deadLetters }: Subjects): Record<string, Resource> {
  // An order that somebody rejects fails by design, and one that nobody answers becomes a dead letter.
  const watched = machines.filter(({ failsByDesign }) => !failsByDesign)
  const executions = (name: string) => watched.map(({ arn }) => states(name, ['StateMachineArn', arn]))
  const queues = (name: string, all: string[]) =>
    all.map((queue): Metric => ({ namespace: 'AWS/SQS', name, stat: 'Maximum', dimension: ['QueueName', queue] }))
  const alarm = alarmNamed(prefix)

  return {
    ...alarm('Failures', 'failures', 'SUM', executions('ExecutionsFailed'), {
      AlarmDescription:
        'Executions failed. Look for FAILED in the list of executions of the machine; the cause says what to do.',
    }),
    ...alarm('TimedOut', 'timed-out', 'SUM', executions('ExecutionsTimedOut'), {
      AlarmDescription: 'Executions took longer than their machine allows.',
    }),
    // A message that was looked at three times no longer counts as the oldest.
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
    ...alarm(
      'OldestPendingApproval',
      'oldest-pending-approval',
      'MAX',
      queues('ApproximateAgeOfOldestMessage', pending),
      {
        AlarmDescription: 'An order or a file has waited too long for a decision.',
        Threshold: { Ref: 'PendingApprovalSeconds' },
      },
    ),
    // What got lost stays for 14 days.
    ...alarm('DeadLetters', 'dead-letters', 'SUM', queues('ApproximateNumberOfMessagesVisible', deadLetters), {
      AlarmDescription: 'A message lies in a dead letter queue. It tells what happened and what to do.',
    }),
    // Nothing that a caller sends may cause one.
    ServerErrors: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        ...common(`${prefix}-server-errors`),
        AlarmDescription: 'The API answered 5xx. The log of the function tells why.',
        Namespace: 'AWS/ApiGateway',
        MetricName: '5XXError',
        Statistic: 'Sum',
        Period: 300,
        Dimensions: [
          { Name: 'ApiName', Value: prefix },
          { Name: 'Stage', Value: stage },
        ],
      },
    },
    // The quotas belong to the account and region, so these count what others in it do, too.
    ...alarm(
      'Throttles',
      'throttles',
      'SUM',
      [
        { namespace: 'AWS/Lambda', name: 'Throttles', stat: 'Sum' },
        states('ThrottledEvents', ['ServiceMetric', 'StateTransition']),
        states('ThrottledEvents', ['APIName', 'StartExecution']),
      ],
      { AlarmDescription: 'Lambda or Step Functions refused work. docs/scale.md says which quota to raise.' },
    ),
  }
}

const states = (name: string, dimension: [string, string]): Metric => ({
  namespace: 'AWS/States',
  name,
  stat: 'Sum',
  dimension,
})

/** An alarm over several metrics, or as many as it takes; none without metrics. */
const alarmNamed =
  (prefix: string) =>
  (id: string, name: string, sum: 'SUM' | 'MAX', metrics: Metric[], properties: Record<string, Json>) => {
    const groups = Array.from({ length: Math.ceil(metrics.length / mostMetrics) }, (_, group) =>
      metrics.slice(group * mostMetrics, (group + 1) * mostMetrics),
    )
    return Object.fromEntries(
      groups.map((group, index): [string, Resource] => [
        index === 0 ? id : `${id}${index + 1}`,
        {
          Type: 'AWS::CloudWatch::Alarm',
          Properties: {
            ...common(`${prefix}-${name}${index === 0 ? '' : `-${index + 1}`}`),
            ...properties,
            Metrics: [{ Id: 'all', Expression: `${sum}(METRICS())` }, ...group.map(query)],
          },
        },
      ]),
    )
  }

function query({ namespace, name, stat, dimension }: Metric, index: number): Json {
  const Dimensions = dimension && [
    { Name: dimension[0], Value: dimension[1].includes('${') ? { 'Fn::Sub': dimension[1] } : dimension[1] },
  ]
  const Metric = { Namespace: namespace, MetricName: name, ...(Dimensions && { Dimensions }) }
  return { Id: `m${index + 1}`, ReturnData: false, MetricStat: { Stat: stat, Period: 300, Metric } }
}

const toTopic: Json = { 'Fn::If': ['HasAlarmTopic', [{ Ref: 'AlarmTopicArn' }], { Ref: 'AWS::NoValue' }] }

const common = (AlarmName: string) => ({
  AlarmName,
  AlarmActions: toTopic,
  OKActions: toTopic,
  ComparisonOperator: 'GreaterThanThreshold',
  Threshold: 0,
  EvaluationPeriods: 1,
  TreatMissingData: 'notBreaching',
})
