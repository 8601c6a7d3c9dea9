import { randomBytes } from 'node:crypto'
import { type Caller, callersOf, principalArn } from './caller.ts'
import { contextOf } from './context.ts'
import { type CredentialsOf, roleCredentials, roleIdOf } from './credentials.ts'
import type { DecisionWatch } from './decision-watch.ts'
import { type AccessRequest, type Decision, evaluate, type Principal } from './evaluate.ts'
import type { Permission } from './permission.ts'
import type { ResourcePolicies } from './policy.ts'
import type { Requester } from './requester.ts'
import { type Policies, type PolicyResource, policiesOf } from './template-policies.ts'
import { type GrantUse, Usage } from './usage.ts'
import { denialMessage } from './wording.ts'

type Keys = NonNullable<Permission['context']>

export type Iam = {
  /** Who signed: a role of the template, otherwise the developer. */
  callerOf(signature: { accessKeyId: string; sessionToken?: string }): Caller
  /** What code that runs as a role signs with. */
  credentialsOf: CredentialsOf
  /** Why `requester` may not do this, in AWS's words; undefined when he may. The developer may do everything. */
  denial(requester: Requester, action: string, resource: string, keys?: Keys): string | undefined
  /** @throws AccessDenied */
  authorise(requester: Requester, action: string, resource: string, keys?: Keys): void
  /** Every grant of the template's policies and how many requests needed it. */
  usage(): GrantUse[]
  /**
   * Makes these the policies; counts of what did not change stay.
   * @returns the roles that may do everything, as it cannot be told what they may
   * @throws ZodError; then nothing changes
   */
  replace(resources: readonly PolicyResource[]): Policies['unknown']
}

export type IamOptions = {
  accountId: string
  region: string
  /** Of the data folder, see roleSecret; without one, the secret keys of this process are its own. */
  secret?: Buffer
  /** How services find the policies that a template gives their resources. */
  resourcePolicies: readonly ResourcePolicies[]
  watch?: DecisionWatch | undefined
}

/** Somebody may not do something. The message is AWS's. */
export class AccessDenied extends Error {
  override readonly name = 'AccessDenied'
}

/** IAM of the region: decides by the roles and policies of the template. It begins without any. */
export function createIam(options: IamOptions): Iam {
  const { accountId } = options
  const usage = new Usage()
  let policies = policiesOf([], options)
  let callerOf = callersOf([], accountId)

  const decide = (requester: Requester, request: AccessRequest): Decision => {
    const identityBased = requester?.type === 'role' ? (policies.roles.get(requester.roleName) ?? []) : []
    const decision = evaluate(request, identityBased, policies.resources.get(protectedArn(request.resource)) ?? [])
    if (decision.outcome === 'allowed') for (const statement of decision.by) usage.record(statement, request)
    if (decision.outcome === 'explicitly denied') usage.record(decision.by, request)
    return decision
  }

  const denial: Iam['denial'] = (requester, action, resource, keys = {}) => {
    if (requester?.type === 'developer') return undefined
    // A role that the template does not have is one that a developer made up, e.g. for a state machine of his own.
    if (requester?.type === 'role' && !policies.roles.has(requester.roleName)) return undefined
    const context = contextOf({ ...globalKeys(requester, options), ...keys })
    const decision = decide(requester, { principal: principalOf(requester, accountId), action, resource, context })
    const message =
      decision.outcome === 'allowed'
        ? undefined
        : denialMessage(decision, userOf(requester, accountId), action, resource)
    const by = decision.outcome === 'explicitly denied' ? decision.by.origin : undefined
    options.watch?.(requester, { action, resource, outcome: decision.outcome, message, by })
    return message
  }

  return {
    callerOf: (signature) => callerOf(signature),
    credentialsOf: roleCredentials(options.secret ?? randomBytes(32)),
    denial,
    authorise(...requested) {
      const message = denial(...requested)
      if (message !== undefined) throw new AccessDenied(message)
    },
    usage: () => usage.of([...policies.roles.values(), ...policies.resources.values()].flat()),
    replace(resources) {
      policies = policiesOf(resources, options)
      callerOf = callersOf(policies.roles.keys(), accountId)
      return policies.unknown
    },
  }
}

/** The resource that has the policy: an object's bucket, a function's version's function. */
function protectedArn(resource: string): string {
  if (resource.startsWith('arn:aws:s3:::')) return resource.split('/')[0] ?? resource
  return resource.replace(/^(arn:aws:lambda:[^:]*:[^:]*:function:[^:]+):.*$/, '$1')
}

function principalOf(requester: Requester, accountId: string): Principal {
  if (requester?.type === 'service') return { type: 'Service', names: [requester.service] }
  if (requester?.type !== 'role') return { type: 'AWS', names: [] }
  const names = [requester.roleArn, principalArn(requester, accountId), accountId, `arn:aws:iam::${accountId}:root`]
  return { type: 'AWS', names }
}

const userOf = (requester: Requester, accountId: string): string | undefined => {
  if (requester === undefined) return undefined
  return requester.type === 'service' ? requester.service : principalArn(requester, accountId)
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
function globalKeys(
  requester: Requester,
  { accountId, region }: { accountId: string; region: string },
): Record<string, string> {
  const now = new Date()
  return {
    // Plain HTTP on 127.0.0.1 counts as secure, see DIFFERENCES.md.
    'aws:SecureTransport': 'true',
    'aws:SourceIp': '127.0.0.1',
    'aws:CurrentTime': now.toISOString(),
    'aws:EpochTime': String(Math.floor(now.getTime() / 1000)),
    'aws:RequestedRegion': region,
    'aws:ResourceAccount': accountId,
    ...(requester?.type === 'service' && { 'aws:SourceAccount': accountId, 'aws:PrincipalIsAWSService': 'true' }),
    ...(requester?.type === 'role' && {
      'aws:PrincipalAccount': accountId,
      'aws:PrincipalArn': requester.roleArn,
      'aws:PrincipalIsAWSService': 'false',
      'aws:PrincipalType': 'AssumedRole',
      'aws:userid': `${roleIdOf(requester.roleName)}:${requester.sessionName}`,
    }),
  }
}
