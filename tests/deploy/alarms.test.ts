import { beforeAll, expect, test } from '@jest/globals'
import { compiledOnce, type Resource, type Stack, stackOf, Template } from '@sfs3/local/testing'
import * as z from 'zod'
import { alarms } from '../../resources/alarms.ts'
import type { Template as Compiled } from '../../resources/template.ts'
import type { Metric } from '../support/metric-search.ts'
import { isPublished } from '../support/published-metrics.ts'

const Dimensions = z.array(z.object({ Name: z.string(), Value: z.string() })).default([])
const Alarmed = z.object({ Namespace: z.string(), MetricName: z.string(), Dimensions })
const AlarmMetrics = z.array(z.object({ MetricStat: z.object({ Metric: Alarmed }).optional() }))

const topicArn = 'arn:aws:sns:us-east-1:000000000000:on-call'
/** Alarms that tell the topic, by name. */
let alarm: Record<string, Resource>
let service: Stack
let withoutTopic: string

beforeAll(async () => {
  withoutTopic = JSON.stringify((await compiledOnce(process.cwd(), ['--stage=prod'])).template)
  const parameters = ['--stage=prod', `--param=alarmTopicArn=${topicArn}`]
  service = stackOf((await compiledOnce(process.cwd(), parameters)).template, { stackName: 'sfs3-prod' })
  alarm = Object.fromEntries(
    service
      .ofType('AWS::CloudWatch::Alarm')
      .filter(({ properties }) => 'AlarmActions' in properties)
      .map((resource) => [String(resource.properties.AlarmName), resource]),
  )
}, 60_000)

test('with a topic there is an alarm about each thing that somebody has to hear of', () => {
  expect(Object.keys(alarm).sort()).toEqual([
    'sfs3-prod-dead-letters',
    'sfs3-prod-failures',
    'sfs3-prod-oldest-pending-approval',
    'sfs3-prod-server-errors',
    'sfs3-prod-throttles',
    'sfs3-prod-timed-out',
  ])
  for (const { properties } of Object.values(alarm))
    expect(properties).toMatchObject({ AlarmActions: [topicArn], OKActions: [topicArn], EvaluationPeriods: 1 })
  expect(alarm['sfs3-prod-failures']?.properties.Threshold).toBe(0)
  expect(alarm['sfs3-prod-oldest-pending-approval']?.properties.Threshold).toBe(14_400)
})

test('without a topic there is none of them', () => {
  expect(withoutTopic).not.toMatch(/AlarmActions|sfs3-prod-(failures|server-errors|throttles)/)
})

test('every metric is one that AWS publishes', () => {
  const metrics = Object.values(alarm).flatMap(metricsOf)

  expect(metrics.length).toBeGreaterThan(20)
  expect(metrics.filter((metric) => !isPublished(metric))).toEqual([])
})

test.each(['failures', 'timed-out'])('%s are those of every machine but the one that fails by design', (name) => {
  const watched = watchedBy(name)

  expect(watched).toEqual(
    expect.arrayContaining([
      'sfs3-prod-process',
      'sfs3-prod-downstream',
      'sfs3-prod-backup',
      'sfs3-prod-waitable',
      'sfs3-prod-archive',
      'sfs3-prod-archive-express',
    ]),
  )
  expect(watched).not.toContain('sfs3-prod-approval')
})

test('queues whose messages wait for somebody are told from those of dead letters, and each queue is watched', () => {
  const lost = new Set(
    ['AWS::SQS::Queue', 'AWS::Events::Rule', 'AWS::Lambda::Function']
      .flatMap((type) => service.ofType(type))
      .flatMap(({ properties }) => JSON.stringify(properties).match(deadLetterArn) ?? [])
      .map((named) => named.split(':').at(-1)?.replace('"', '')),
  )
  const queues = service.ofType('AWS::SQS::Queue').map(({ name }) => name)

  expect(lost.size).toBeGreaterThanOrEqual(3)
  expect(watchedBy('dead-letters').sort()).toEqual(queues.filter((name) => lost.has(name)).sort())
  expect(watchedBy('oldest-pending-approval').sort()).toEqual(queues.filter((name) => !lost.has(name)).sort())
  expect([...lost]).not.toContain('sfs3-prod-pending-orders.fifo')
})

/** What a queue's redrive policy, a rule's target or a function names for what could not be delivered. */
const deadLetterArn = /"(?:deadLetterTargetArn|DeadLetterConfig":\{"(?:Arn|TargetArn))":"[^"]+"/g

test('server errors are those of the API, throttles those of the account', () => {
  expect(metricsOf(alarm['sfs3-prod-server-errors'])).toEqual([
    { namespace: 'AWS/ApiGateway', name: '5XXError', dimensions: { ApiName: 'sfs3-prod', Stage: 'prod' } },
  ])
  expect(metricsOf(alarm['sfs3-prod-throttles'])).toEqual([
    { namespace: 'AWS/Lambda', name: 'Throttles', dimensions: {} },
    { namespace: 'AWS/States', name: 'ThrottledEvents', dimensions: { ServiceMetric: 'StateTransition' } },
    { namespace: 'AWS/States', name: 'ThrottledEvents', dimensions: { APIName: 'StartExecution' } },
  ])
})

test('an alarm has ten metrics at most, one without metrics is left out', () => {
  const machines = Array.from({ length: 11 }, (_, number) => [
    `Machine${number}`,
    { Type: 'AWS::StepFunctions::StateMachine', Properties: { StateMachineName: `s-prod-m${number}` } },
  ])
  const template: Compiled = { Resources: Object.fromEntries(machines) }
  const made = alarms(template, {
    prefix: 's-prod',
    stage: 'prod',
    topicArn,
    pendingApprovalSeconds: 1,
    failsByDesign: [],
  })
  const stack = stackOf(Template.parse({ Resources: { ...template.Resources, ...made } }), { stackName: 's-prod' })
  const all = stack.ofType('AWS::CloudWatch::Alarm')

  expect(all.map(({ properties }) => properties.AlarmName)).toEqual([
    's-prod-failures',
    's-prod-failures-2',
    's-prod-timed-out',
    's-prod-timed-out-2',
    's-prod-server-errors',
    's-prod-throttles',
  ])
  expect(all.slice(0, 2).map((resource) => metricsOf(resource).length)).toEqual([10, 1])
})

const watchedBy = (name: string) =>
  metricsOf(alarm[`sfs3-prod-${name}`]).map(({ dimensions }) => Object.values(dimensions)[0]?.split(':').at(-1))

const metricsOf = ({ properties }: Pick<Resource, 'properties'> = { properties: {} }): Metric[] =>
  ('Metrics' in properties
    ? AlarmMetrics.parse(properties.Metrics).flatMap(({ MetricStat }) => (MetricStat ? [MetricStat.Metric] : []))
    : [Alarmed.parse(properties)]
  ).map(({ Namespace, MetricName, Dimensions }) => ({
    namespace: Namespace,
    name: MetricName,
    dimensions: Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value])),
  }))
