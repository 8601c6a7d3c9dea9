import { beforeAll, expect, test } from '@jest/globals'
import { compiledOnce, type Stack, stackOf } from '@sfs3/local/testing'
import * as z from 'zod'
import { readTemplate } from '../support/cloudformation-yaml.ts'
import { finds, type Metric, parseSearch, type Search } from '../support/metric-search.ts'
import { isPublished } from '../support/published-metrics.ts'

const Expression = z.object({ expression: z.string(), label: z.string() })
const Row = z.array(z.union([z.string(), Expression, z.object({ stat: z.string() })]))
const Widget = z.object({ title: z.string(), region: z.string(), metrics: z.array(Row) })
const Body = z.object({ widgets: z.array(z.object({ properties: Widget })) })

let service: Stack
let named: Metric[]
let searches: (Search & { label: string })[]

beforeAll(async () => {
  service = stackOf((await compiledOnce(process.cwd(), ['--stage=prod'])).template, { stackName: 'sfs3-prod' })
  const rows = widgetsOf('prod').flatMap(({ metrics }) => metrics)
  searches = rows.flatMap((row) =>
    row.flatMap((field) =>
      typeof field === 'object' && 'expression' in field
        ? [{ ...parseSearch(field.expression), label: field.label }]
        : [],
    ),
  )
  named = namedIn(rows)
}, 60_000)

test('every metric is one that AWS publishes', () => {
  const searched = searches.map(
    ({ namespace, name, dimensions }): Metric => ({
      namespace,
      name,
      dimensions: Object.fromEntries(dimensions.map((dimension) => [dimension, 'any'])),
    }),
  )

  expect([...named, ...searched].filter((metric) => !isPublished(metric))).toEqual([])
})

test('what is named is the API of the service, or a quota of the account', () => {
  expect(service.ofType('AWS::ApiGateway::RestApi').map(({ properties }) => properties.Name)).toEqual(['sfs3-prod'])
  const of = (dimensions: Record<string, string>) => named.filter((metric) => sameDimensions(metric, dimensions)).length

  expect(of({ ApiName: 'sfs3-prod', Stage: 'prod' })).toBe(5)
  expect(of({ ServiceMetric: 'StateTransition' })).toBe(1)
  expect(of({ APIName: 'StartExecution' }) + of({ APIName: 'DescribeExecution' })).toBe(2)
  expect(named).toHaveLength(8)
})

test.each([
  ['AWS::StepFunctions::StateMachine', 'AWS/States', 'StateMachineArn', 'physicalId', 8],
  ['AWS::Lambda::Function', 'AWS/Lambda', 'FunctionName', 'name', 4],
  ['AWS::SQS::Queue', 'AWS/SQS', 'QueueName', 'name', 3],
  ['AWS::DynamoDB::Table', 'AWS/DynamoDB', 'TableName', 'name', 3],
] as const)(
  'each %s of the packaged template is found by every search for its kind',
  (type, namespace, by, id, count) => {
    const all = service.ofType(type).map((resource) => resource[id])
    const ofKind = searches.filter((search) => search.namespace === namespace)

    expect(all.length).toBeGreaterThan(1)
    expect(ofKind).toHaveLength(count)
    for (const search of ofKind) {
      const metric = (value: string): Metric => ({ namespace, name: search.name, dimensions: { [by]: value } })
      expect(all.filter((value) => !finds(search, metric(value)))).toEqual([])
      expect(search.label).toContain(`\${PROP('Dim.${by}')}`)
    }
  },
)

test('a search finds what is new, and nothing of another stage or service', () => {
  const found = (FunctionName: string) =>
    searches.filter((search) =>
      finds(search, { namespace: 'AWS/Lambda', name: 'Errors', dimensions: { FunctionName } }),
    ).length

  expect(found('sfs3-prod-payRefund')).toBe(1)
  expect(found('sfs3-dev-payRefund')).toBe(0)
  expect(found('sfs3-production-payRefund')).toBe(0)
  expect(found('sfs-prod-payRefund')).toBe(0)
  expect(found('sfs3-prod-eu-payRefund')).toBe(1) // as its comment says
})

test('it is named after the service and the stage, and names no workflow', () => {
  const { DashboardName, DashboardBody } = dashboardOf({ Service: 'orders', Stage: 'test' })

  expect(DashboardName).toBe('orders-test')
  expect(String(DashboardBody)).toContain('"ApiName", "orders-test", "Stage", "test"')
  expect(String(DashboardBody)).not.toMatch(/sfs3|approval|archive|backup|downstream|waitable/)
})

function dashboardOf(parameters: Record<string, string>) {
  const stack = stackOf(readTemplate('install-dashboard.yml'), { stackName: 'dashboard', parameters })
  const [dashboard] = stack.ofType('AWS::CloudWatch::Dashboard')
  if (!dashboard) throw new Error('no dashboard')
  return dashboard.properties
}

const widgetsOf = (Stage: string) =>
  Body.parse(JSON.parse(String(dashboardOf({ Stage }).DashboardBody))).widgets.map(({ properties }) => properties)

/** In a metric, "." repeats the value above it and "..." repeats all but the last. */
function namedIn(rows: z.infer<typeof Row>[]): Metric[] {
  let above: string[] = []
  return rows.flatMap((row) => {
    const fields = row.filter((field) => typeof field === 'string')
    if (fields.length === 0) return []
    const repeated =
      fields[0] === '...' ? [...above.slice(0, 1 - fields.length || undefined), ...fields.slice(1)] : fields
    above = repeated.map((field, index) => (field === '.' ? (above[index] ?? '') : field))
    const [namespace = '', name = '', ...pairs] = above
    const dimensions = Object.fromEntries(
      pairs.flatMap((field, index) => (index % 2 === 0 ? [[field, pairs[index + 1] ?? '']] : [])),
    )
    return [{ namespace, name, dimensions }]
  })
}

const sameDimensions = ({ dimensions }: Metric, others: Record<string, string>) =>
  JSON.stringify(Object.entries(dimensions).sort()) === JSON.stringify(Object.entries(others).sort())
