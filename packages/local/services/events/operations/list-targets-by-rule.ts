import type { JsonObject } from '@sfs3/asl'
import type { EventBridge } from '../event-bridge.ts'
import { inputOf, OfRule, Paged, page, ruleOf } from './input.ts'

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListTargetsByRule.html */
export function listTargetsByRule(input: JsonObject, eventBridge: EventBridge): JsonObject {
  const { Rule, EventBusName, ...paged } = inputOf(OfRule.extend(Paged.shape), input)
  const { items, ...token } = page(ruleOf(eventBridge, Rule, EventBusName).targets, paged)
  return { Targets: items as unknown as JsonObject[], ...token }
}
