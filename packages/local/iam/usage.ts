import { matchesAction } from './conditions.ts'
import type { AccessRequest } from './evaluate.ts'
import type { Origin, Statement } from './policy.ts'
import { matchesPattern } from './wildcard.ts'

/** One action on one resource that one statement speaks of. */
export type Grant = Origin & { effect: 'Allow' | 'Deny'; action: string; resource: string }

/** How often requests needed a grant. One that stays at 0 while everything is exercised is too much. */
export type GrantUse = Grant & { requests: number }

/** Counts which part of which statement decided requests. */
export class Usage {
  readonly #counts = new Map<string, number>()

  record(statement: Statement, { action, resource, context }: AccessRequest): void {
    for (const grant of grantsOf(statement)) {
      const spoken = matchesAction(grant.action, action) && matchesPattern(grant.resource, resource, context)
      if (spoken) this.#counts.set(keyOf(grant), (this.#counts.get(keyOf(grant)) ?? 0) + 1)
    }
  }

  of(statements: Iterable<Statement>): GrantUse[] {
    return [...statements]
      .flatMap(grantsOf)
      .map((grant) => ({ ...grant, requests: this.#counts.get(keyOf(grant)) ?? 0 }))
  }
}

/** Every pair of action and resource. What a statement names by exception counts as `*`. */
function grantsOf({ origin, Effect, Action = ['*'], Resource = ['*'] }: Statement): Grant[] {
  return Action.flatMap((action) => Resource.map((resource) => ({ ...origin, effect: Effect, action, resource })))
}

const keyOf = ({ owner, policy, index, action, resource }: Grant): string =>
  JSON.stringify([owner, policy, index, action, resource])
