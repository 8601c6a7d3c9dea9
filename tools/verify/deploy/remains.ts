import * as z from 'zod'
import type { Aws } from './aws-cli.ts'

const Names = z.array(z.string().nullable()).nullable()

/** One listing of the AWS CLI for each kind of thing that a deployment makes, with a query that gives names. */
const listings: Record<string, string[]> = {
  'state machine': ['stepfunctions', 'list-state-machines', '--query', 'stateMachines[].name'],
  function: ['lambda', 'list-functions', '--query', 'Functions[].FunctionName'],
  bucket: ['s3api', 'list-buckets', '--query', 'Buckets[].Name'],
  queue: ['sqs', 'list-queues', '--query', 'QueueUrls'],
  table: ['dynamodb', 'list-tables', '--query', 'TableNames'],
  rule: ['events', 'list-rules', '--query', 'Rules[].Name'],
  API: ['apigateway', 'get-rest-apis', '--query', 'items[].name'],
  'API key': ['apigateway', 'get-api-keys', '--query', 'items[].name'],
  'usage plan': ['apigateway', 'get-usage-plans', '--query', 'items[].name'],
  role: ['iam', 'list-roles', '--query', 'Roles[].RoleName'],
  policy: ['iam', 'list-policies', '--scope', 'Local', '--query', 'Policies[].PolicyName'],
  'log group': ['logs', 'describe-log-groups', '--query', 'logGroups[].logGroupName'],
  topic: ['sns', 'list-topics', '--query', 'Topics[].TopicArn'],
  alarm: ['cloudwatch', 'describe-alarms', '--query', 'MetricAlarms[].AlarmName'],
  dashboard: ['cloudwatch', 'list-dashboards', '--query', 'DashboardEntries[].DashboardName'],
  network: ['ec2', 'describe-vpcs', '--query', 'Vpcs[?!IsDefault].VpcId'],
}

/** Everything in the account that a deployment could have left behind, as `kind name`. */
export async function remains(aws: Aws): Promise<string[]> {
  const found = await Promise.all(
    Object.entries(listings).map(async ([kind, listing]) =>
      (Names.parse((await aws(...listing)) ?? []) ?? []).map((name) => `${kind} ${name}`),
    ),
  )
  return found.flat()
}
