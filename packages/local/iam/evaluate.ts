import { conditionsHold, matchesAction } from './conditions.ts'
import type { Context } from './context.ts'
import type { Statement } from './policy.ts'
import { matchesPattern } from './wildcard.ts'

/** As what somebody asks: all ARNs, ids and service names that a policy may call him by. */
export type Principal = { type: 'AWS'; names: readonly string[] } | { type: 'Service'; names: readonly string[] }

export type AccessRequest = { principal: Principal; action: string; resource: string; context: Context }

export type Decision =
  /** `by`: every statement that allows it; each alone would do. */
  | { outcome: 'allowed'; by: Statement[] }
  | { outcome: 'explicitly denied'; by: Statement; policies: 'identity-based' | 'resource-based' }
  | { outcome: 'not allowed' }

/**
 * Decides within one account: a matching Deny wins, else a matching Allow of the principal or of the resource suffices, else no.
 * @throws UnknownConditionOperator
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
 */
export function evaluate(
  request: AccessRequest,
  identityBased: readonly Statement[],
  resourceBased: readonly Statement[] = [],
): Decision {
  const ofIdentity = identityBased.filter((statement) => fits(statement, request))
  const ofResource = resourceBased.filter(
    (statement) => namesPrincipal(statement, request.principal) && fits(statement, request),
  )
  const identityDeny = ofIdentity.find(({ Effect }) => Effect === 'Deny')
  if (identityDeny) return { outcome: 'explicitly denied', by: identityDeny, policies: 'identity-based' }
  const resourceDeny = ofResource.find(({ Effect }) => Effect === 'Deny')
  if (resourceDeny) return { outcome: 'explicitly denied', by: resourceDeny, policies: 'resource-based' }

  const by = [...ofIdentity, ...ofResource.filter((statement) => !delegates(statement))]
  return by.length > 0 ? { outcome: 'allowed', by } : { outcome: 'not allowed' }
}

function fits(statement: Statement, { action, resource, context }: AccessRequest): boolean {
  const { Action, NotAction, Resource, NotResource, Condition } = statement
  const names = (pattern: string) => matchesAction(pattern, action)
  const covers = (pattern: string) => matchesPattern(pattern, resource, context)
  if (Action ? !Action.some(names) : !NotAction || NotAction.some(names)) return false
  if (Resource ? !Resource.some(covers) : NotResource?.some(covers)) return false
  return conditionsHold(Condition, context)
}

function namesPrincipal({ Principal, NotPrincipal }: Statement, { type, names }: Principal): boolean {
  const listed = (Principal ?? NotPrincipal)?.[type] ?? []
  const named = listed.some((one) => (type === 'AWS' && one === '*') || names.includes(one))
  return Principal ? named : NotPrincipal !== undefined && !named
}

/** Naming only the account leaves it to the account's own policies: alone it allows nobody anything. */
const delegates = ({ Effect, Principal }: Statement): boolean =>
  Effect === 'Allow' && (Principal?.AWS ?? []).length > 0 && (Principal?.AWS ?? []).every(isAccount)

const isAccount = (principal: string): boolean => /^(\d{12}|arn:aws:iam::\d{12}:root)$/.test(principal)
