import * as z from 'zod'
import type { TemplateResource } from '../services/template-resource.ts'
import { awsManagedPolicies } from './managed-policies.ts'
import { type Statement, statementsOf } from './policy.ts'

/** `physicalId` is what `Ref` gives: of a managed policy its ARN. */
export type PolicyResource = TemplateResource & { physicalId: string }

/** Who may do what: by role name, and by the ARN of a resource with a policy of its own. */
export type Policies = {
  roles: ReadonlyMap<string, readonly Statement[]>
  resources: ReadonlyMap<string, readonly Statement[]>
}

/** A role refers to a managed policy that nobody here knows. */
export class UnknownManagedPolicy extends Error {
  override readonly name = 'UnknownManagedPolicy'

  constructor(roleName: string, arn: string) {
    super(`role ${roleName} has the managed policy ${arn}, which the local region does not know`)
  }
}

/** Collects the policies of a template. @throws UnknownManagedPolicy, ZodError */
export function policiesOf(resources: readonly PolicyResource[], accountId: string, region: string): Policies {
  const managed = new Map(
    resources.filter(isType('AWS::IAM::ManagedPolicy')).map((policy) => [policy.physicalId, policy]),
  )
  const roles = new Map<string, Statement[]>()
  const protectedResources = new Map<string, Statement[]>()
  const add = (to: Map<string, Statement[]>, owner: string, document: unknown, policy: string) => {
    to.set(owner, [...(to.get(owner) ?? []), ...statementsOf(document, owner, policy)])
  }

  for (const { name, properties } of resources.filter(isType('AWS::IAM::Role'))) {
    const { Policies = [], ManagedPolicyArns = [] } = Role.parse(properties)
    roles.set(name, [])
    for (const { PolicyName, PolicyDocument } of Policies) add(roles, name, PolicyDocument, PolicyName)
    for (const arn of ManagedPolicyArns) {
      const document = managed.get(arn)?.properties.PolicyDocument ?? awsManagedPolicy(arn)
      if (!document) throw new UnknownManagedPolicy(name, arn)
      add(roles, name, document, managed.get(arn)?.name ?? arn)
    }
  }
  for (const { type, name, properties } of resources) {
    switch (type) {
      case 'AWS::IAM::Policy':
      case 'AWS::IAM::ManagedPolicy': {
        const { Roles = [], PolicyDocument } = AttachedPolicy.parse(properties)
        for (const role of Roles) add(roles, role, PolicyDocument, name)
        break
      }
      case 'AWS::IAM::RolePolicy': {
        const { RoleName, PolicyName, PolicyDocument } = RolePolicy.parse(properties)
        add(roles, RoleName, PolicyDocument, PolicyName)
        break
      }
      case 'AWS::S3::BucketPolicy': {
        const { Bucket, PolicyDocument } = BucketPolicy.parse(properties)
        add(protectedResources, `arn:aws:s3:::${Bucket}`, PolicyDocument, name)
        break
      }
      case 'AWS::SQS::QueuePolicy': {
        const { Queues, PolicyDocument } = QueuePolicy.parse(properties)
        for (const url of Queues)
          add(protectedResources, `arn:aws:sqs:${region}:${accountId}:${url.split('/').at(-1)}`, PolicyDocument, name)
        break
      }
      case 'AWS::SNS::TopicPolicy': {
        const { Topics, PolicyDocument } = TopicPolicy.parse(properties)
        for (const arn of Topics) add(protectedResources, arn, PolicyDocument, name)
        break
      }
      case 'AWS::Lambda::Permission': {
        const permission = LambdaPermission.parse(properties)
        const functionArn = `arn:aws:lambda:${region}:${accountId}:function:${permission.FunctionName.split(':').at(-1)}`
        add(protectedResources, functionArn, documentOf(permission, functionArn), name)
        break
      }
    }
  }
  return { roles, resources: protectedResources }
}

const isType =
  (type: string) =>
  (resource: PolicyResource): boolean =>
    resource.type === type

const awsManagedPolicy = (arn: string): object | undefined =>
  awsManagedPolicies[arn.replace('arn:aws:iam::aws:policy/', '')]

/** A permission is a statement of the function's policy. @see https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html */
function documentOf(permission: z.infer<typeof LambdaPermission>, functionArn: string): object {
  const { Action, Principal, SourceArn, SourceAccount } = permission
  return {
    Statement: {
      Effect: 'Allow',
      Action,
      Resource: functionArn,
      Principal: Principal === '*' ? '*' : { [Principal.includes('.amazonaws.com') ? 'Service' : 'AWS']: Principal },
      Condition: {
        ...(SourceArn && { ArnLike: { 'aws:SourceArn': SourceArn } }),
        ...(SourceAccount && { StringEquals: { 'aws:SourceAccount': SourceAccount } }),
      },
    },
  }
}

const document = z.unknown()
const Role = z.looseObject({
  Policies: z.array(z.looseObject({ PolicyName: z.string(), PolicyDocument: document })).optional(),
  ManagedPolicyArns: z.array(z.string()).optional(),
})
const AttachedPolicy = z.looseObject({ Roles: z.array(z.string()).optional(), PolicyDocument: document })
const RolePolicy = z.looseObject({ RoleName: z.string(), PolicyName: z.string(), PolicyDocument: document })
const BucketPolicy = z.looseObject({ Bucket: z.string(), PolicyDocument: document })
const QueuePolicy = z.looseObject({ Queues: z.array(z.string()), PolicyDocument: document })
const TopicPolicy = z.looseObject({ Topics: z.array(z.string()), PolicyDocument: document })
const LambdaPermission = z.looseObject({
  FunctionName: z.string(),
  Action: z.string(),
  Principal: z.string(),
  SourceArn: z.string().optional(),
  SourceAccount: z.coerce.string().optional(),
})
