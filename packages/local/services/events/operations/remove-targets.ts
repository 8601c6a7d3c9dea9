import type { JsonObject } from '@sfs3/asl'
import * as z from 'zod'
import type { EventBridge } from '../event-bridge.ts'
import { inputOf, OfRule, ruleOf } from './input.ts'

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RemoveTargets.html */
export function removeTargets(input: JsonObject, eventBridge: EventBridge): JsonObject {
  const { Rule, EventBusName, Ids } = inputOf(OfRule.extend({ Ids: z.array(z.string()) }), input)
  const rule = ruleOf(eventBridge, Rule, EventBusName)
  eventBridge.store.putRule({ ...rule, targets: rule.targets.filter(({ Id }) => !Ids.includes(Id)) })
  eventBridge.rulesChanged()
  return { FailedEntryCount: 0, FailedEntries: [] }
}
