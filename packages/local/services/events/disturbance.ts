import type { AwsEvent } from './aws-event.ts'
import type { Rule, Target } from './rule.ts'

/**
 * For tests: what EventBridge only promises not to do too often. Events may come late, twice, in another order or, with
 * `copies: 0`, never.
 */
export type Disturbance = { copies?: number; delayMs?: number }

/** Asked for every event and target; undefined leaves it alone. */
export type Disturb = (event: AwsEvent, rule: Rule, target: Target) => Disturbance | undefined
