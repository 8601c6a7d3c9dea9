import { createHash } from 'node:crypto'
import { accountId, region } from './pseudo-parameters.ts'

/** The names of a resource: what it is called, what `Ref` gives (`physicalId`) and what `Fn::GetAtt` gives. */
export type Identity = { name: string; physicalId: string; attributes: Readonly<Record<string, string>> }

type ResourceType = {
  /** The property that names the resource. Without it, or where it is not set, CloudFormation makes up a name. */
  nameProperty?: string
  identify: (name: string, at: { logicalId: string; stackName: string; awsEndpoint: string }) => Omit<Identity, 'name'>
  /**
   * How the local region treats it: `runs` it, knows it as `part` of something it runs, or takes `notice` only and says so.
   */
  local: 'runs' | 'part' | 'notice'
}

const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${accountId}:${resource}`
const globalArn = (service: string, resource: string) => `arn:aws:${service}::${accountId}:${resource}`

/** Resources whose `Ref` is their name and that have an ARN made of it. */
const named = (
  nameProperty: string,
  local: ResourceType['local'],
  toArn: (name: string) => string,
  attributes: (name: string) => Record<string, string> = () => ({}),
): ResourceType => ({
  nameProperty,
  local,
  identify: (name) => ({ physicalId: name, attributes: { Arn: toArn(name), ...attributes(name) } }),
})

/** Resources that only have a made-up id. */
const anonymous = (local: ResourceType['local'], attributes: (id: string) => Record<string, string> = () => ({})) => ({
  local,
  identify: (name: string) => ({ physicalId: name, attributes: attributes(name) }),
})

/**
 * What CloudFormation's reference says under "Return values" of each resource type.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
 */
const types: Readonly<Record<string, ResourceType>> = {
  'AWS::S3::Bucket': named(
    'BucketName',
    'runs',
    (name) => `arn:aws:s3:::${name}`,
    (name) => ({
      DomainName: `${name}.s3.amazonaws.com`,
      RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
      DualStackDomainName: `${name}.s3.dualstack.${region}.amazonaws.com`,
    }),
  ),
  'AWS::S3::BucketPolicy': anonymous('part'),

  'AWS::SQS::Queue': {
    nameProperty: 'QueueName',
    local: 'runs',
    identify: (name, { awsEndpoint }) => {
      const url = `${awsEndpoint}/${accountId}/${name}`
      return { physicalId: url, attributes: { Arn: arn('sqs', name), QueueName: name, QueueUrl: url } }
    },
  },
  'AWS::SQS::QueuePolicy': anonymous('part'),

  'AWS::SNS::Topic': {
    nameProperty: 'TopicName',
    local: 'runs',
    identify: (name) => ({ physicalId: arn('sns', name), attributes: { TopicArn: arn('sns', name), TopicName: name } }),
  },
  'AWS::SNS::TopicPolicy': anonymous('part'),
  'AWS::SNS::Subscription': {
    local: 'runs',
    identify: (name) => ({ physicalId: arn('sns', name), attributes: { Arn: arn('sns', name) } }),
  },

  'AWS::DynamoDB::Table': named(
    'TableName',
    'runs',
    (name) => arn('dynamodb', `table/${name}`),
    (name) => ({
      StreamArn: arn('dynamodb', `table/${name}/stream/local`),
    }),
  ),

  'AWS::StepFunctions::StateMachine': {
    nameProperty: 'StateMachineName',
    local: 'runs',
    identify: (name) => {
      const machineArn = arn('states', `stateMachine:${name}`)
      return { physicalId: machineArn, attributes: { Arn: machineArn, Name: name } }
    },
  },
  'AWS::StepFunctions::Activity': {
    nameProperty: 'Name',
    local: 'runs',
    identify: (name) => {
      const activityArn = arn('states', `activity:${name}`)
      return { physicalId: activityArn, attributes: { Arn: activityArn, Name: name } }
    },
  },

  'AWS::Lambda::Function': named('FunctionName', 'runs', (name) => arn('lambda', `function:${name}`)),
  'AWS::Lambda::Permission': anonymous('part'),
  'AWS::Lambda::EventInvokeConfig': anonymous('notice'),
  'AWS::Lambda::EventSourceMapping': anonymous('runs', (id) => ({ Id: id })),

  'AWS::Events::Rule': named('Name', 'runs', (name) => arn('events', `rule/${name}`)),
  'AWS::Events::EventBus': named(
    'Name',
    'runs',
    (name) => arn('events', `event-bus/${name}`),
    (name) => ({ Name: name }),
  ),
  'AWS::Scheduler::Schedule': named('Name', 'notice', (name) => arn('scheduler', `schedule/default/${name}`)),

  'AWS::IAM::Role': named(
    'RoleName',
    'runs',
    (name) => globalArn('iam', `role/${name}`),
    (name) => ({
      RoleId: `AROA${hash(name, 17)}`,
    }),
  ),
  'AWS::IAM::Policy': anonymous('part'),
  'AWS::IAM::ManagedPolicy': {
    nameProperty: 'ManagedPolicyName',
    local: 'part',
    identify: (name) => ({
      physicalId: globalArn('iam', `policy/${name}`),
      attributes: { PolicyArn: globalArn('iam', `policy/${name}`) },
    }),
  },

  'AWS::ApiGateway::RestApi': {
    local: 'runs',
    identify: (_name, { logicalId, stackName }) => {
      const id = hash(`${stackName}/${logicalId}`, 10).toLowerCase()
      return { physicalId: id, attributes: { RestApiId: id, RootResourceId: hash(id, 10).toLowerCase() } }
    },
  },
  'AWS::ApiGateway::Resource': anonymous('part', (id) => ({ ResourceId: id })),
  'AWS::ApiGateway::Method': anonymous('part'),
  'AWS::ApiGateway::Deployment': anonymous('part', (id) => ({ DeploymentId: id })),
  'AWS::ApiGateway::Stage': {
    nameProperty: 'StageName',
    local: 'part',
    identify: (name) => ({ physicalId: name, attributes: {} }),
  },
  'AWS::ApiGateway::ApiKey': anonymous('runs', (id) => ({ APIKeyId: id })),
  'AWS::ApiGateway::UsagePlan': anonymous('runs', (id) => ({ Id: id })),
  'AWS::ApiGateway::UsagePlanKey': anonymous('part', (id) => ({ Id: id })),
  'AWS::ApiGateway::Model': {
    nameProperty: 'Name',
    local: 'part',
    identify: (name) => ({ physicalId: name, attributes: {} }),
  },
  'AWS::ApiGateway::RequestValidator': anonymous('part', (id) => ({ RequestValidatorId: id })),
  'AWS::ApiGateway::GatewayResponse': anonymous('part', (id) => ({ Id: id })),
  'AWS::ApiGateway::Account': anonymous('notice', (id) => ({ Id: id })),

  'AWS::Logs::LogGroup': named('LogGroupName', 'notice', (name) => arn('logs', `log-group:${name}:*`)),
  'AWS::Logs::MetricFilter': anonymous('notice'),
  'AWS::CloudWatch::Alarm': named('AlarmName', 'notice', (name) => arn('cloudwatch', `alarm:${name}`)),
  'AWS::CloudWatch::Dashboard': anonymous('notice'),
  'AWS::KMS::Key': {
    local: 'notice',
    identify: (name) => {
      const id = `${hash(name, 8)}-0000-4000-8000-${hash(name, 12)}`.toLowerCase()
      return { physicalId: id, attributes: { KeyId: id, Arn: arn('kms', `key/${id}`) } }
    },
  },
  'AWS::KMS::Alias': {
    nameProperty: 'AliasName',
    local: 'notice',
    identify: (name) => ({ physicalId: name, attributes: {} }),
  },
}

/** How resources of this type are named; `undefined` for a type that the local region has never heard of. */
export const resourceType = (type: string): ResourceType | undefined => types[type]

/** The name that CloudFormation would make up, but the same each time: `sfs3-dev-Inbox-3FQ0TEXAMPLE`. */
export function madeUpName(stackName: string, logicalId: string, type: string): string {
  const name = `${stackName}-${logicalId}-${hash(`${stackName}/${logicalId}`, 12)}`
  return type === 'AWS::S3::Bucket' ? name.toLowerCase() : name
}

function hash(text: string, length: number): string {
  const digits = BigInt(`0x${createHash('sha256').update(text).digest('hex')}`).toString(36)
  return digits.slice(0, length).toUpperCase()
}
