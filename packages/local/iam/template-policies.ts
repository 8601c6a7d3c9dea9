import * as z from 'zod'
import type { Resource } from '../cloudformation/stack.ts'
import { awsManagedPolicies } from './managed-policies.ts'
import { type ResourcePolicies, type Statement, statementsOf } from './policy.ts'

/** `physicalId` is what `Ref` gives: of a managed policy its ARN. */
export type PolicyResource = Omit<Resource, 'attributes'>

/** Who may do what: by role name, and by the ARN of a resource with a policy of its own. */
export type Policies = {
  roles: ReadonlyMap<string, readonly Statement[]>
  resources: ReadonlyMap<string, readonly Statement[]>
  /** Roles whose permissions cannot be told, as they have a managed policy that nobody here knows: they are not among `roles`. */
  unknown: readonly { logicalId: string; managedPolicyArn: string }[]
}

/** Collects the policies of a template. @throws ZodError */
export function policiesOf(
  resources: readonly PolicyResource[],
  { resourcePolicies, ...at }: { accountId: string; region: string; resourcePolicies: readonly ResourcePolicies[] },
): Policies {
  const managed = new Map(
    resources.filter(isType('AWS::IAM::ManagedPolicy')).map((policy) => [policy.physicalId, policy]),
  )
  const roles = new Map<string, Statement[]>()
  const protectedResources = new Map<string, Statement[]>()
  const add = (to: Map<string, Statement[]>, owner: string, document: unknown, policy: string) => {
    to.set(owner, [...(to.get(owner) ?? []), ...statementsOf(document, owner, policy)])
  }

  const unknown: { logicalId: string; managedPolicyArn: string; roleName: string }[] = []
  for (const { name, logicalId, properties } of resources.filter(isType('AWS::IAM::Role'))) {
    const { Policies = [], ManagedPolicyArns = [] } = Role.parse(properties)
    roles.set(name, [])
    for (const { PolicyName, PolicyDocument } of Policies) add(roles, name, PolicyDocument, PolicyName)
    for (const arn of ManagedPolicyArns) {
      const document = managed.get(arn)?.properties.PolicyDocument ?? awsManagedPolicy(arn)
      if (document) add(roles, name, document, managed.get(arn)?.name ?? arn)
      else unknown.push({ logicalId, managedPolicyArn: arn, roleName: name })
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
    }
  }
  for (const { resourceArn, name, document } of resourcePolicies.flatMap((of) => of(resources, at)))
    add(protectedResources, resourceArn, document, name)
  for (const { roleName } of unknown) roles.delete(roleName)
  return { roles, resources: protectedResources, unknown }
}

const isType =
  (type: string) =>
  (resource: PolicyResource): boolean =>
    resource.type === type

const awsManagedPolicy = (arn: string): object | undefined =>
  awsManagedPolicies[arn.replace('arn:aws:iam::aws:policy/', '')]

const document = z.unknown()
const Role = z.looseObject({
  Policies: z.array(z.looseObject({ PolicyName: z.string(), PolicyDocument: document })).optional(),
  ManagedPolicyArns: z.array(z.string()).optional(),
})
const AttachedPolicy = z.looseObject({ Roles: z.array(z.string()).optional(), PolicyDocument: document })
const RolePolicy = z.looseObject({ RoleName: z.string(), PolicyName: z.string(), PolicyDocument: document })
