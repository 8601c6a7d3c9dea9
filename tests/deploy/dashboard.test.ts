import { beforeAll, expect, test } from '@jest/globals'
import { compiledOnce, type Stack, stackOf } from '@sfs3/local/testing'
import * as z from 'zod'
import { readTemplate } from '../support/cloudformation-yaml.ts'

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

let service: Stack
let metrics: Metric[]
let alarmed: Metric[]

beforeAll(async () => {
  const settings = { stackName: 'sfs3-prod', awsEndpoint: 'http://127.0.0.1:4566' }
  service = stackOf((await compiledOnce(process.cwd(), ['--stage=prod'])).template, settings)
  const dashboard = stackOf(readTemplate('install-dashboard.yml'), { ...settings, parameters: { Stage: 'prod' } })

  const body = dashboard.ofType('AWS::CloudWatch::Dashboard')[0]?.properties.DashboardBody
  metrics = Body.parse(JSON.parse(String(body))).widgets.flatMap(({ properties }) => rows(properties.metrics))
  alarmed = dashboard
    .ofType('AWS::CloudWatch::Alarm')
    .flatMap(({ properties }) =>
      'Metrics' in properties
        ? AlarmMetrics.parse(properties.Metrics).flatMap(({ MetricStat }) => (MetricStat ? [MetricStat.Metric] : []))
        : [Alarmed.parse(properties)],
    )
    .map(({ Namespace, MetricName, Dimensions }) => ({
      namespace: Namespace,
      name: MetricName,
      dimensions: Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value])),
    }))
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

const machines = () => service.ofType('AWS::StepFunctions::StateMachine')
const named = (type: string) => service.ofType(type).map(({ name }) => name)

/** "." stands for the field above it, "..." for all fields above but as many as follow it. */
function rows(metrics: z.infer<typeof Row>[]): Metric[] {
  let above: string[] = []
  return metrics.map((row) => {
    const given = row.filter((field) => typeof field === 'string')
    above =
      given[0] === '...'
        ? [...above.slice(0, above.length - given.length + 1), ...given.slice(1)]
        : given.map((field, index) => (field === '.' ? (above[index] ?? field) : field))
    const [namespace = '', name = '', ...pairs] = above
    const dimensions = Object.fromEntries(
      pairs.flatMap((field, index) => (index % 2 === 0 ? [[field, pairs[index + 1] ?? '']] : [])),
    )
    return { namespace, name, dimensions }
  })
}
