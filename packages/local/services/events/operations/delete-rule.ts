import type { JsonObject } from '@sfs3/asl'
import type { EventBridge } from '../event-bridge.ts'
import { validation } from '../events-error.ts'
import { busName, inputOf, NamedRule } from './input.ts'

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteRule.html */
export function deleteRule(input: JsonObject, eventBridge: EventBridge): JsonObject {
  const { Name, EventBusName } = inputOf(NamedRule, input)
  const rule = eventBridge.store.rule(busName(EventBusName), Name)
  if (rule && rule.targets.length > 0) throw validation("Rule can't be deleted since it has targets.")
  eventBridge.store.deleteRule(busName(EventBusName), Name)
  eventBridge.rulesChanged()
  return {}
}
