import { afterTheStage } from './api-stage.ts'
import { type Auth, authorizeRoutes } from './auth.ts'
import { linksForPages, preflightsVary } from './cors.ts'
import { type Encryption, encryptData } from './encrypted-data.ts'
import { addGatewayResponses } from './gateway-responses.ts'
import { deploymentBucket, type KeptData, keepData } from './kept-data.ts'
import { expandLists } from './lists.ts'
import {
  type Attribute,
  arn,
  inThisAccount,
  isAttribute,
  isFunction,
  isMachine,
  ofType,
  type Properties,
  policyDocument,
  ref,
  type Statement,
  type Template,
} from './template.ts'

export type Settings = KeptData & {
  auth: Auth
  logRetentionDays: number
  tracing: boolean
  encryption: Encryption
  /** Where the steps run: the value of `VpcConfig`, without members if in no VPC. */
  stepNetwork: object
  /** What `Prefer: wait` is cut to; 25 if undefined. */
  longestWaitSeconds?: number
  /** How many callers may wait at once, at all routes together; all of them if undefined. */
  waitingCallers?: number | undefined
  /** Whose pages may call; none if undefined. */
  corsOrigins?: string[]
}

/** A route that waits for an execution has this timeout, as API Gateway ends a request after 29 s. */
const waitingTimeoutSeconds = 29

/** 14 days, the most that SQS keeps a message: longer than anyone waits. */
const mostRetentionSeconds = 1_209_600

/** Where events end that nobody could take, see resources/dead-letters.yaml. */
const deadLetters = arn('EventsDeadLetterQueue')

/**
 * What holds for every state machine, function, route, rule, queue, bucket and table of the service, so that no workflow says it again. What a
 * role, a rule, a queue or a bucket says itself stands.
 */
export function applyConventions(template: Template, settings: Settings): void {
  for (const machine of ofType(template, 'AWS::StepFunctions::StateMachine')) stateMachine(template, machine, settings)
  for (const [, properties] of ofType(template, 'AWS::Lambda::Function')) lambdaFunction(template, properties, settings)
  for (const rule of ofType(template, 'AWS::Events::Rule')) deliveringRule(template, rule)
  for (const [, queue] of ofType(template, 'AWS::SQS::Queue')) queue.MessageRetentionPeriod ??= mostRetentionSeconds
  for (const aBucket of ofType(template, 'AWS::S3::Bucket')) bucket(template, aBucket)
  authorizeRoutes(template, settings.auth)
  preflightsVary(template)
  linksForPages(template, settings.corsOrigins ?? [])
  addGatewayResponses(template, settings.corsOrigins)
  afterTheStage(template)
  encryptData(template, settings.encryption)
  keepData(template, settings)
  expandLists(template)
}

/** Logs failures, is traced if the service is, and may invoke the functions that its definition names. */
function stateMachine(template: Template, [id, machine]: [string, Properties], settings: Settings) {
  const logs = `${id}Logs`
  template.Resources[logs] = {
    Type: 'AWS::Logs::LogGroup',
    Properties: {
      // The prefix keeps the account's log resource policy, 5,120 characters at most, from growing with every machine.
      // https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
      LogGroupName: `/aws/vendedlogs/states/${machine.StateMachineName}`,
      RetentionInDays: settings.logRetentionDays,
    },
  }
  machine.LoggingConfiguration = {
    Level: 'ERROR',
    IncludeExecutionData: false,
    Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: arn(logs) } }],
  }
  machine.TracingConfiguration = { Enabled: settings.tracing }
  if (machine.DefinitionString) machine.DefinitionString = inAnyPartition(machine.DefinitionString)
  const role = roleOf(template, machine.RoleArn, 'states.amazonaws.com')
  const functions = functionsNamedBy(template, machine)
  if (functions.length > 0) allow(role, 'functions', { Action: 'lambda:InvokeFunction', Resource: functions.map(arn) })
  carry(template, role, 'TracingPolicy')
  carry(template, role, 'StateMachineLogsPolicy')
  carry(template, role, 'StateMachineKeyPolicy')
}

type Definition = NonNullable<Properties['DefinitionString']>

/** Definitions name integrations as `arn:aws:states:::…`; in China, e.g., the partition is another one. */
function inAnyPartition(definition: Definition): Definition {
  if (typeof definition !== 'object') return definition
  const named = (text: string) => text.replaceAll('"arn:aws:', '"arn:${AWS::Partition}:')
  const { 'Fn::Sub': given } = definition
  return { 'Fn::Sub': typeof given === 'string' ? named(given) : [named(given[0]), given[1]] }
}

/** Writes its own log, is traced if the service is; a step joins the network of the steps if there is one. */
function lambdaFunction(template: Template, properties: Properties, settings: Settings) {
  const { FunctionName, Handler = '' } = properties
  const { stepNetwork } = settings
  const role = roleOf(template, properties.Role, 'lambda.amazonaws.com')
  allow(role, 'log', {
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], // the group is there: the template makes it
    Resource: inThisAccount('logs', `log-group:/aws/lambda/${FunctionName}:*`),
  })
  carry(template, role, 'TracingPolicy')
  if (Handler.startsWith('src/facade/')) route(properties, settings)
  if (Handler.startsWith('steps/') && Object.keys(stepNetwork).length > 0) {
    properties.VpcConfig = stepNetwork
    carry(template, role, 'StepNetworkPolicy')
  }
}

/**
 * Knows whose pages may read what it answers. A caller who waits holds a function meanwhile: for how long, and how many do, has a
 * bound.
 */
function route(properties: Properties, { corsOrigins = [], longestWaitSeconds, waitingCallers }: Settings) {
  properties.Environment ??= { Variables: {} }
  const { Variables } = properties.Environment
  if (corsOrigins.length > 0) Variables.CORS_ORIGINS ??= corsOrigins.join(',')
  if (properties.Timeout !== waitingTimeoutSeconds) return
  if (longestWaitSeconds !== undefined) Variables.LONGEST_WAIT_SECONDS ??= String(longestWaitSeconds)
  if (waitingCallers !== undefined) Variables.WAITING_CALLERS ??= String(waitingCallers)
}

/** A rule tries for a day to deliver an event and then leaves a dead letter; one that starts a machine may start that one. */
function deliveringRule(template: Template, [id, { Targets = [] }]: [string, Properties]) {
  for (const target of Targets) {
    if (!isMachine(template, target.Arn) && !isFunction(template, target.Arn)) continue
    target.RetryPolicy ??= { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 }
    target.DeadLetterConfig ??= { Arn: deadLetters }
    if (isFunction(template, target.Arn)) {
      leavesDeadLetters(template, template.Resources[target.Arn['Fn::GetAtt'][0]]?.Properties ?? {})
    } else {
      target.RoleArn ??= arn(`${id}Role`)
      const role = roleOf(template, target.RoleArn, 'events.amazonaws.com')
      allow(role, `start-${target.Id}`, { Action: 'states:StartExecution', Resource: target.Arn })
    }
  }
}

/**
 * Lambda takes an event at once and invokes the function later: one that fails three times is no failure of the delivery, and leaves
 * a dead letter of its own.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
function leavesDeadLetters(template: Template, properties: Properties) {
  if (properties.DeadLetterConfig) return
  properties.DeadLetterConfig = { TargetArn: deadLetters }
  const role = roleOf(template, properties.Role, 'lambda.amazonaws.com')
  allow(role, 'dead-letters', { Action: 'sqs:SendMessage', Resource: deadLetters })
}

/** Private, over TLS only; what an upload leaves that never finishes goes after a day. */
function bucket(template: Template, [id, properties]: [string, Properties]) {
  if (id === deploymentBucket) return // it has a policy of its own
  properties.PublicAccessBlockConfiguration ??= {
    BlockPublicAcls: true,
    BlockPublicPolicy: true,
    IgnorePublicAcls: true,
    RestrictPublicBuckets: true,
  }
  properties.OwnershipControls ??= { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] }
  properties.LifecycleConfiguration ??= { Rules: [] }
  properties.LifecycleConfiguration.Rules.push({
    Id: 'abort-unfinished-uploads',
    Status: 'Enabled',
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
  })
  template.Resources[`${id}Policy`] ??= { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: ref(id) } }
  const policy = template.Resources[`${id}Policy`]?.Properties ?? {}
  policy.PolicyDocument ??= policyDocument()
  policy.PolicyDocument.Statement.push({
    Sid: 'DenyPlainHttp',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [arn(id), { 'Fn::Sub': `\${${id}.Arn}/*` }],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  })
}

/** The role, which is made if no workflow writes down what it may do; the service that uses it may assume it. */
function roleOf(template: Template, role: Attribute | undefined, service: string): Properties {
  const id = role?.['Fn::GetAtt'][0]
  if (id === undefined) throw new Error('a role of the service is named by the logical id of its resource')
  template.Resources[id] ??= { Type: 'AWS::IAM::Role', Properties: {} }
  const { Properties } = template.Resources[id]
  Properties.AssumeRolePolicyDocument ??= policyDocument({
    Effect: 'Allow',
    Principal: { Service: service },
    Action: 'sts:AssumeRole',
    // Not for what the service does on behalf of somebody else.
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
    Condition: { StringEquals: { 'aws:SourceAccount': ref('AWS::AccountId') } },
  })
  return Properties
}

function allow(role: Properties, PolicyName: string, given: Pick<Statement, 'Action' | 'Resource'>) {
  const statement: Statement = { Effect: 'Allow', ...given }
  role.Policies ??= []
  const policy = role.Policies.find((other) => other.PolicyName === PolicyName)
  if (policy) policy.PolicyDocument.Statement.push(statement)
  else role.Policies.push({ PolicyName, PolicyDocument: policyDocument(statement) })
}

/** The role carries the policy, if there is one: Lambda and Step Functions look for it when they create a function or machine. */
function carry(template: Template, role: Properties, policy: string) {
  if (!template.Resources[policy]) return
  role.ManagedPolicyArns ??= []
  if (!role.ManagedPolicyArns.some((other) => isReference(other, policy))) role.ManagedPolicyArns.push(ref(policy))
}

/** serverless-step-functions puts what a definition refers to beside it. */
function functionsNamedBy(template: Template, { DefinitionString }: Properties): string[] {
  const [, values = {}] = typeof DefinitionString === 'object' ? [DefinitionString['Fn::Sub']].flat() : []
  const named = Object.values(values).flatMap((value) => (isAttribute(value) ? [value['Fn::GetAtt'][0]] : []))
  return named.filter((id) => template.Resources[id]?.Type === 'AWS::Lambda::Function')
}

const isReference = (value: unknown, logicalId: string) =>
  typeof value === 'object' && value !== null && 'Ref' in value && value.Ref === logicalId
