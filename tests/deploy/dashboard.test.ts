import { beforeAll, expect, test } from '@jest/globals'
import { compiledOnce, type Resource, type Stack, stackOf, Template } from '@sfs3/local/testing'
import * as z from 'zod'
import { type Subjects, subjectsOf } from '../../resources/dashboard/subjects.ts'
import { dashboardTemplate } from '../../resources/dashboard/template.ts'
import type { Template as Compiled } from '../../resources/template.ts'

type Metric = { namespace: string; name: string; dimensions: Record<string, string> }

const Row = z.array(z.union([z.string(), z.record(z.string(), z.json())]))
const Body = z.object({ widgets: z.array(z.object({ properties: z.object({ metrics: z.array(Row) }) })) })
const Dimensions = z.array(z.object({ Name: z.string(), Value: z.string() })).default([])
const Alarmed = z.object({ Namespace: z.string(), MetricName: z.string(), Dimensions })
const AlarmMetrics = z.array(z.object({ MetricStat: z.object({ Metric: Alarmed }).optional() }))

/**
 * What AWS publishes, by namespace and dimensions, of what the dashboard and the alarms may ask for.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
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
}

/** The metrics that an express workflow does not have. */
const notOfExpress = ['ExecutionsAborted', 'ExecutionThrottled']

let subjects: Subjects
let service: Stack
let metrics: Metric[]
let alarmed: Metric[]

beforeAll(async () => {
  const { template } = await compiledOnce(process.cwd(), ['--stage=prod'])
  service = stackOf(template, { stackName: 'sfs3-prod' })
  subjects = subjectsOf(template as Compiled, { service: 'sfs3', stage: 'prod', failsByDesign: ['approval'] })
  const dashboard = dashboardOf(subjects)
  const body = dashboard.ofType('AWS::CloudWatch::Dashboard')[0]?.properties.DashboardBody
  metrics = Body.parse(JSON.parse(String(body))).widgets.flatMap(({ properties }) => rows(properties.metrics))
  alarmed = dashboard.ofType('AWS::CloudWatch::Alarm').flatMap(metricsOf)
}, 60_000)

test('every metric is one that AWS publishes', () => {
  const unknown = [...metrics, ...alarmed].filter(({ namespace, name, dimensions }) => {
    return !published[[namespace, ...Object.keys(dimensions).sort()].join(' ')]?.includes(name)
  })

  expect(unknown).toEqual([])
})

test('every dimension is the name of something in the packaged template, or of a quota of the account', () => {
  const names: Record<string, string[]> = {
    StateMachineArn: machines().map(({ physicalId }) => physicalId),
    FunctionName: named('AWS::Lambda::Function'),
    QueueName: named('AWS::SQS::Queue'),
    ApiName: service.ofType('AWS::ApiGateway::RestApi').map(({ properties }) => String(properties.Name)),
    Stage: service.ofType('AWS::ApiGateway::Deployment').map(({ properties }) => String(properties.StageName)),
    ServiceMetric: ['StateTransition'],
    APIName: ['StartExecution', 'DescribeExecution'],
  }
  const dimensions = [...metrics, ...alarmed].flatMap((metric) => Object.entries(metric.dimensions))

  expect(dimensions.filter(([name, value]) => !names[name]?.includes(value))).toEqual([])
})

test('no machine, function or queue is missing', () => {
  const shown = new Set(metrics.flatMap(({ dimensions }) => Object.values(dimensions)))
  const all = [
    ...machines().map(({ physicalId }) => physicalId),
    ...named('AWS::Lambda::Function'),
    ...named('AWS::SQS::Queue'),
  ]

  expect(all.filter((name) => !shown.has(name))).toEqual([])
})

test('an express workflow is not asked for what only standard ones publish', () => {
  const express = machines().filter(({ properties }) => properties.StateMachineType === 'EXPRESS')
  const asked = metrics.filter(({ name, dimensions }) => {
    return notOfExpress.includes(name) && express.some(({ physicalId }) => physicalId === dimensions.StateMachineArn)
  })

  expect(asked).toEqual([])
})

test('failures alarm, except those of machines that fail by design', () => {
  const watched = alarmed.filter(({ name }) => name === 'ExecutionsFailed')
  const names = watched.map(({ dimensions }) => dimensions.StateMachineArn?.split(':').at(-1))

  expect(names).toEqual(
    expect.arrayContaining([
      'sfs3-prod-process',
      'sfs3-prod-downstream',
      'sfs3-prod-backup',
      'sfs3-prod-waitable',
      'sfs3-prod-archive',
      'sfs3-prod-archive-express',
    ]),
  )
  expect(names).not.toContain('sfs3-prod-approval')
})

test('the queues of the service are told apart', () => {
  expect(subjects.pending).toEqual(
    expect.arrayContaining(['sfs3-prod-pending-orders.fifo', 'sfs3-prod-archive-approvals']),
  )
  expect(subjects.deadLetters).toEqual(
    expect.arrayContaining([
      'sfs3-prod-unanswered-orders.fifo',
      'sfs3-prod-archive-dead-letters',
      'sfs3-prod-events-dead-letters',
    ]),
  )
})

test('an alarm has ten metrics at most, one without metrics is left out', () => {
  const machine = (number: number) => ({
    title: `m${number}`,
    arn: `arn:m${number}`,
    express: false,
    failsByDesign: false,
  })
  const many = { ...subjects, machines: Array.from({ length: 11 }, (_, number) => machine(number)), pending: [] }
  const alarms = dashboardOf(many).ofType('AWS::CloudWatch::Alarm')

  expect(alarms.map(({ properties }) => properties.AlarmName)).toEqual([
    'sfs3-prod-failures',
    'sfs3-prod-failures-2',
    'sfs3-prod-timed-out',
    'sfs3-prod-timed-out-2',
    'sfs3-prod-dead-letters',
    'sfs3-prod-server-errors',
    'sfs3-prod-throttles',
  ])
  expect(alarms.slice(0, 2).map((alarm) => metricsOf(alarm).length)).toEqual([10, 1])
})

const dashboardOf = (about: Subjects) => stackOf(Template.parse(dashboardTemplate(about)), { stackName: 'dashboard' })

const metricsOf = ({ properties }: Resource): Metric[] =>
  ('Metrics' in properties
    ? AlarmMetrics.parse(properties.Metrics).flatMap(({ MetricStat }) => (MetricStat ? [MetricStat.Metric] : []))
    : [Alarmed.parse(properties)]
  ).map(({ Namespace, MetricName, Dimensions }) => ({
    namespace: Namespace,
    name: MetricName,
    dimensions: Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value])),
  }))

const machines = () => service.ofType('AWS::StepFunctions::StateMachine')
const named = (type: string) => service.ofType(type).map(({ name }) => name)

function rows(metrics: z.infer<typeof Row>[]): Metric[] {
  return metrics.map((row) => {
    const [namespace = '', name = '', ...pairs] = row.filter((field) => typeof field === 'string')
    const dimensions = Object.fromEntries(
      pairs.flatMap((field, index) => (index % 2 === 0 ? [[field, pairs[index + 1] ?? '']] : [])),
    )
    return { namespace, name, dimensions }
  })
}
