import type { JsonObject } from '@sfs3/asl'
import * as z from 'zod'
import type { EventBridge } from '../event-bridge.ts'
import { checkedTarget } from '../rule-definition.ts'
import { inputOf, OfRule, ruleOf } from './input.ts'

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html */
export function putTargets(input: JsonObject, eventBridge: EventBridge): JsonObject {
  const { Rule, EventBusName, Targets } = inputOf(OfRule.extend({ Targets: z.array(z.json()).min(1) }), input)
  const rule = ruleOf(eventBridge, Rule, EventBusName)
  const targets = Targets.map(checkedTarget)
  const kept = rule.targets.filter(({ Id }) => !targets.some((target) => target.Id === Id))
  eventBridge.store.putRule({ ...rule, targets: [...kept, ...targets] })
  eventBridge.rulesChanged()
  return { FailedEntryCount: 0, FailedEntries: [] }
}
