import { callersOf, principalArn } from '../endpoint/caller.ts'
import type { AwsRequest, AwsResponse, Caller } from '../endpoint/service.ts'
import type { Signature } from '../endpoint/signature.ts'
import { contextOf } from './context.ts'
import { roleIdOf } from './credentials.ts'
import { type AccessRequest, type Decision, evaluate, type Principal } from './evaluate.ts'
import type { Permission } from './permission.ts'
import { type Place, permissionsOf } from './permissions.ts'
import { refusalOf, wordingOf } from './refusal.ts'
import { type Policies, type PolicyResource, policiesOf } from './template-policies.ts'
import { type GrantUse, Usage } from './usage.ts'

/** A service of AWS that acts by itself, e.g. EventBridge that sends to a queue: only the queue's policy can allow it. */
export type ServicePrincipal = { kind: 'service'; service: `${string}.amazonaws.com` }
/** `undefined`: nobody signed. */
export type Asker = Caller | ServicePrincipal | undefined

type Keys = NonNullable<Permission['context']>

export type Iam = {
  /** Who signed: a role of the template, otherwise the developer. */
  callerOf(signature: Signature): Caller
  /** Why `asker` may not do this, in AWS's words; undefined when he may. The developer may do everything. */
  denial(asker: Asker, action: string, resource: string, keys?: Keys): string | undefined
  /** @throws AccessDenied */
  authorise(asker: Asker, action: string, resource: string, keys?: Keys): void
  /** For the gateway: the service's refusal, or undefined when the request may pass. */
  refuse(service: string, request: AwsRequest): AwsResponse | undefined
  /** Every grant of the template's policies and how many requests needed it. */
  usage(): GrantUse[]
  /** Takes over the policies of a changed template; counts of what did not change stay. */
  replace(resources: readonly PolicyResource[]): void
}

/** Somebody may not do something. The message is AWS's. */
export class AccessDenied extends Error {
  override readonly name = 'AccessDenied'
}

/** IAM of the region: decides by the roles and policies of the template. @throws UnknownManagedPolicy, ZodError */
export function createIam(options: { resources: readonly PolicyResource[] } & Place): Iam {
  const { accountId, region, stateMachineOf } = options
  const usage = new Usage()
  let policies: Policies = policiesOf(options.resources, accountId, region)
  let callerOf = callersOf(policies.roles.keys(), accountId)

  const decide = (asker: Asker, request: AccessRequest): Decision => {
    const identityBased = asker?.kind === 'role' ? (policies.roles.get(asker.roleName) ?? []) : []
    const decision = evaluate(request, identityBased, policies.resources.get(protectedArn(request.resource)) ?? [])
    if (decision.outcome === 'allowed') for (const statement of decision.by) usage.record(statement, request)
    if (decision.outcome === 'explicitly denied') usage.record(decision.by, request)
    return decision
  }

  const denial: Iam['denial'] = (asker, action, resource, keys = {}) => {
    // A role that the template does not have is one that a developer made up, e.g. for a state machine of his own.
    if (asker?.kind === 'developer' || (asker?.kind === 'role' && !policies.roles.has(asker.roleName))) return undefined
    const context = contextOf({ ...globalKeys(asker, { accountId, region }), ...keys })
    const decision = decide(asker, { principal: principalOf(asker, accountId), action, resource, context })
    return decision.outcome === 'allowed' ? undefined : wordingOf(decision, userOf(asker, accountId), action, resource)
  }

  return {
    callerOf: (signature) => callerOf(signature),
    denial,
    authorise(...asked) {
      const message = denial(...asked)
      if (message !== undefined) throw new AccessDenied(message)
    },
    refuse(service, request) {
      for (const { action, resource, context } of permissionsOf(service, request, {
        accountId,
        region,
        stateMachineOf,
      })) {
        const message = denial(request.caller, action, resource, context)
        if (message !== undefined) return refusalOf(service, request.headers, message)
      }
      return undefined
    },
    usage: () => usage.of([...policies.roles.values(), ...policies.resources.values()].flat()),
    replace(resources) {
      policies = policiesOf(resources, accountId, region)
      callerOf = callersOf(policies.roles.keys(), accountId)
    },
  }
}

/** The resource that has the policy: an object's bucket, a function's version's function. */
function protectedArn(resource: string): string {
  if (resource.startsWith('arn:aws:s3:::')) return resource.split('/')[0] ?? resource
  return resource.replace(/^(arn:aws:lambda:[^:]*:[^:]*:function:[^:]+):.*$/, '$1')
}

function principalOf(asker: Asker, accountId: string): Principal {
  if (asker?.kind === 'service') return { kind: 'Service', names: [asker.service] }
  if (asker?.kind !== 'role') return { kind: 'AWS', names: [] }
  const names = [asker.roleArn, principalArn(asker, accountId), accountId, `arn:aws:iam::${accountId}:root`]
  return { kind: 'AWS', names }
}

const userOf = (asker: Asker, accountId: string): string | undefined => {
  if (asker === undefined) return undefined
  return asker.kind === 'service' ? asker.service : principalArn(asker, accountId)
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
function globalKeys(
  asker: Asker,
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
    ...(asker?.kind === 'service' && { 'aws:SourceAccount': accountId, 'aws:PrincipalIsAWSService': 'true' }),
    ...(asker?.kind === 'role' && {
      'aws:PrincipalAccount': accountId,
      'aws:PrincipalArn': asker.roleArn,
      'aws:PrincipalIsAWSService': 'false',
      'aws:PrincipalType': 'AssumedRole',
      'aws:userid': `${roleIdOf(asker.roleName)}:${asker.sessionName}`,
    }),
  }
}
