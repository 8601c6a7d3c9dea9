import type { Origin } from './policy.ts'
import type { Requester } from './requester.ts'

/** What IAM decided about one action on one resource. */
export type Decided = {
  action: string
  resource: string
  outcome: 'allowed' | 'explicitly denied' | 'not allowed'
  /** Why not, in AWS's words. */
  message?: string | undefined
  /** The statement that denies it. */
  by?: Origin | undefined
}

/** Gets to know every decision about a role or a service, for whoever looks later. */
export type DecisionWatch = (requester: Requester, decided: Decided) => void
