import type { EpochMs } from '../../clock/clock.ts'
import type { Decided } from '../../iam/decision-watch.ts'
import type { Requester } from '../../iam/requester.ts'
import { Newest } from './newest.ts'

/** Something that a role or a service may not do, however often it tried. */
export type Denial = {
  /** The role's name, the service's principal, or `anonymous`. */
  who: string
  action: string
  /** As it was asked for; ids in it are `*` once it was asked for with more than one. */
  resource: string
  /** Of the last time, in AWS's words. */
  message: string
  count: number
  firstAt: EpochMs
  lastAt: EpochMs
  /** The statement that would allow it, and where it belongs; absent when a statement denies it. */
  allow?: { statement: object; policyOf: string }
  /** The statement that denies it. */
  deniedBy?: { owner: string; policy: string; index: number }
}

const denialsKept = 500

/** Each permission that was denied since the region started. */
export class Denials {
  readonly #newest = new Newest<Denial>(denialsKept)
  readonly #now: () => EpochMs

  constructor(now: () => EpochMs) {
    this.#now = now
  }

  add(requester: Requester, { action, resource, message = '', by }: Decided): void {
    const who = nameOf(requester)
    const key = JSON.stringify([who, action, withoutIds(resource), by?.owner, by?.policy])
    const known = this.#newest.get(key)
    const asked = known && known.resource !== resource ? withoutIds(resource) : resource
    const now = this.#now()
    this.#newest.add(key, {
      ...{ who, action, resource: asked, message, count: (known?.count ?? 0) + 1 },
      ...{ firstAt: known?.firstAt ?? now, lastAt: now },
      ...(by ? { deniedBy: by } : { allow: statementFor(requester, action, asked) }),
    })
  }

  all(): Denial[] {
    return this.#newest.all().sort((one, other) => other.lastAt - one.lastAt)
  }
}

function nameOf(requester: Requester): string {
  if (requester?.type === 'service') return requester.service
  return requester?.type === 'role' ? requester.roleName : 'anonymous'
}

/** A role needs it in its own policy; a service, or somebody who did not sign, in that of the resource. */
function statementFor(requester: Requester, action: string, resource: string): NonNullable<Denial['allow']> {
  const statement = { Effect: 'Allow', Action: action, Resource: resource }
  if (requester?.type === 'role') return { statement, policyOf: `role ${requester.roleName}` }
  const Principal = requester?.type === 'service' ? { Service: requester.service } : '*'
  return { statement: { ...statement, Principal }, policyOf: resource }
}

const withoutIds = (resource: string): string =>
  resource.replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '*')
