import type { Json } from '../src/process/json.ts'

/** The CloudFormation template that the Serverless Framework puts together. */
export type Template = { Resources: Record<string, Resource> }
export type Resource = {
  Type: string
  Properties: Properties
  DependsOn?: string | string[]
  /** What becomes of it when the stack, or it in the template, is deleted. */
  DeletionPolicy?: 'Delete' | 'Retain' | 'RetainExceptOnCreate'
  /** What becomes of the old one when a change needs a new one. */
  UpdateReplacePolicy?: 'Delete' | 'Retain'
}

/** The properties that the conventions look at, of whatever type of resource. */
export type Properties = {
  [name: string]: unknown
  AssumeRolePolicyDocument?: PolicyDocument
  ManagedPolicyArns?: Json[]
  Policies?: { PolicyName: string; PolicyDocument: PolicyDocument }[]
  PolicyDocument?: PolicyDocument
  Roles?: Reference[]
  /** Of a function. */
  Role?: Attribute
  FunctionName?: string
  Handler?: string
  Timeout?: number
  ReservedConcurrentExecutions?: number
  DeadLetterConfig?: { TargetArn: Attribute }
  Environment?: { Variables: Record<string, Json> }
  VpcConfig?: object
  /** Of a state machine. */
  RoleArn?: Attribute
  StateMachineName?: string
  StateMachineType?: string
  TracingConfiguration?: { Enabled: boolean }
  DefinitionString?: string | { 'Fn::Sub': string | [definition: string, values: Record<string, Json>] }
  /** Of a rule. */
  Targets?: { Id: string; Arn: Json; RoleArn?: Attribute; RetryPolicy?: Json; DeadLetterConfig?: { Arn: Attribute } }[]
  /** Of a queue. */
  QueueName?: string
  RedrivePolicy?: { deadLetterTargetArn: Attribute }
  /** Of a bucket. */
  LifecycleConfiguration?: { Rules: Json[] }
}

export type PolicyDocument = { Version: string; Statement: Statement[] }
export type Statement = {
  Effect: 'Allow' | 'Deny'
  Action: string | string[]
  Resource?: Json
  [element: string]: Json | undefined
}
export type Reference = { Ref: string }
export type Attribute = { 'Fn::GetAtt': [logicalId: string, attribute: string] }

export const ref = (logicalId: string): Reference => ({ Ref: logicalId })
export const arn = (logicalId: string): Attribute => ({ 'Fn::GetAtt': [logicalId, 'Arn'] })
/** The ARN of something of a service in the account and region of the stack. */
export const inThisAccount = (service: string, resource: string) => ({
  'Fn::Sub': `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`,
})

/** Whether a value is the ARN of a state machine of the template. */
export const isMachine = ({ Resources }: Template, value: Json): value is Reference =>
  typeof value === 'object' &&
  value !== null &&
  'Ref' in value &&
  Resources[String(value.Ref)]?.Type === 'AWS::StepFunctions::StateMachine'

/** Whether a value is the ARN of a function of the template. */
export const isFunction = ({ Resources }: Template, value: Json): value is Attribute =>
  isAttribute(value) && Resources[value['Fn::GetAtt'][0]]?.Type === 'AWS::Lambda::Function'

export const isAttribute = (value: unknown): value is Attribute =>
  typeof value === 'object' && value !== null && 'Fn::GetAtt' in value

/** Each resource of a type, by its logical id. */
export function ofType({ Resources }: Template, type: string): [logicalId: string, Properties][] {
  return Object.entries(Resources).flatMap(([logicalId, { Type, Properties }]) =>
    Type === type ? [[logicalId, Properties]] : [],
  )
}

export const policyDocument = (...Statement: Statement[]): PolicyDocument => ({ Version: '2012-10-17', Statement })

/** What a role may do by the policies written in it. */
export const allowed = ({ Policies = [] }: Properties): string[] =>
  Policies.flatMap(({ PolicyDocument }) => actionsOf(PolicyDocument))

/** The actions that a document allows. */
export const actionsOf = ({ Statement }: PolicyDocument): string[] =>
  Statement.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) => Action)
