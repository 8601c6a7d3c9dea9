import type { Json } from '../src/process/json.ts'
import { ofType, type Resource, ref, type Template } from './template.ts'

/** How many metrics CloudWatch takes in one alarm. */
const mostMetrics = 10

export type AlarmSettings = {
  /** `sfs3-prod`: what all names begin with. */
  prefix: string
  stage: string
  /** The ARN of the SNS topic that hears of the alarms. */
  topicArn: string
  /** How long an order or a file may wait for a decision. */
  pendingApprovalSeconds: number
  /** The names of the machines one of whose answers is a failure. */
  failsByDesign: readonly string[]
}

type Metric = { namespace: string; name: string; stat: string; dimension?: [name: string, value: Json] }

/**
 * The alarms over what is in the template, by logical id. CloudWatch takes no search for an alarm, so each names its metrics;
 * 0.10 USD for each metric a month.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-search-expressions.html
 */
export function alarms(
  template: Template,
  { prefix, stage, topicArn, pendingApprovalSeconds, failsByDesign }: AlarmSettings,
): Record<string, Resource> {
  // An order that somebody rejects fails by design, and one that nobody answers becomes a dead letter.
  const watched = ofType(template, 'AWS::StepFunctions::StateMachine').filter(
    ([, { StateMachineName }]) => !failsByDesign.includes(String(StateMachineName)),
  )
  const lost = deadLetterQueues(template)
  const queues = ofType(template, 'AWS::SQS::Queue').map(([id]) => id)
  const executions = (name: string) => watched.map(([id]) => states(name, ['StateMachineArn', ref(id)]))
  const ofQueues = (name: string, ids: string[]) => ids.map((id) => sqs(name, { 'Fn::GetAtt': [id, 'QueueName'] }))
  const common = (name: string) => ({
    AlarmName: `${prefix}-${name}`,
    AlarmActions: [topicArn],
    OKActions: [topicArn],
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 0,
    EvaluationPeriods: 1,
    TreatMissingData: 'notBreaching',
  })

  /** One alarm over several metrics, or as many as it takes; none without metrics. */
  const over = (id: string, name: string, sum: 'SUM' | 'MAX', metrics: Metric[], properties: Record<string, Json>) => {
    const groups = Array.from({ length: Math.ceil(metrics.length / mostMetrics) }, (_, group) =>
      metrics.slice(group * mostMetrics, (group + 1) * mostMetrics),
    )
    return Object.fromEntries(
      groups.map((group, index): [string, Resource] => [
        index === 0 ? id : `${id}${index + 1}`,
        {
          Type: 'AWS::CloudWatch::Alarm',
          Properties: {
            ...common(index === 0 ? name : `${name}-${index + 1}`),
            ...properties,
            Metrics: [{ Id: 'all', Expression: `${sum}(METRICS())` }, ...group.map(query)],
          },
        },
      ]),
    )
  }

  return {
    ...over('FailuresAlarm', 'failures', 'SUM', executions('ExecutionsFailed'), {
      AlarmDescription:
        'Executions failed. Look for FAILED in the list of executions of the machine; the cause says what to do.',
    }),
    ...over('TimedOutAlarm', 'timed-out', 'SUM', executions('ExecutionsTimedOut'), {
      AlarmDescription: 'Executions took longer than their machine allows.',
    }),
    // A message that was looked at three times no longer counts as the oldest.
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
    ...over(
      'OldestPendingApprovalAlarm',
      'oldest-pending-approval',
      'MAX',
      ofQueues(
        'ApproximateAgeOfOldestMessage',
        queues.filter((id) => !lost.has(id)),
      ),
      {
        AlarmDescription: 'An order or a file has waited too long for a decision.',
        Threshold: pendingApprovalSeconds,
      },
    ),
    // What got lost stays for 14 days.
    ...over(
      'DeadLettersAlarm',
      'dead-letters',
      'SUM',
      ofQueues(
        'ApproximateNumberOfMessagesVisible',
        queues.filter((id) => lost.has(id)),
      ),
      { AlarmDescription: 'A message lies in a dead letter queue. It tells what happened and what to do.' },
    ),
    // Nothing that a caller sends may cause one.
    ServerErrorsAlarm: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        ...common('server-errors'),
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
    ...over(
      'ThrottlesAlarm',
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

const states = (name: string, dimension: [string, Json]): Metric => ({
  namespace: 'AWS/States',
  name,
  stat: 'Sum',
  dimension,
})
const sqs = (name: string, queue: Json): Metric => ({
  namespace: 'AWS/SQS',
  name,
  stat: 'Maximum',
  dimension: ['QueueName', queue],
})

function query({ namespace, name, stat, dimension }: Metric, index: number): Json {
  const Dimensions = dimension && [{ Name: dimension[0], Value: dimension[1] }]
  const Metric = { Namespace: namespace, MetricName: name, ...(Dimensions && { Dimensions }) }
  return { Id: `m${index + 1}`, ReturnData: false, MetricStat: { Stat: stat, Period: 300, Metric } }
}

/** The queues in which others, rules or functions leave what they could not deliver. */
function deadLetterQueues(template: Template): Set<unknown> {
  const ofQueues = ofType(template, 'AWS::SQS::Queue').map(
    ([, { RedrivePolicy }]) => RedrivePolicy?.deadLetterTargetArn,
  )
  const ofRules = ofType(template, 'AWS::Events::Rule').flatMap(([, { Targets = [] }]) =>
    Targets.map(({ DeadLetterConfig }) => DeadLetterConfig?.Arn),
  )
  const ofFunctions = ofType(template, 'AWS::Lambda::Function').map(
    ([, { DeadLetterConfig }]) => DeadLetterConfig?.TargetArn,
  )
  return new Set([...ofQueues, ...ofRules, ...ofFunctions].map((queue) => queue?.['Fn::GetAtt'][0]))
}
