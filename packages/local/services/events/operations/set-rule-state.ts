import type { JsonObject } from '@sfs3/asl'
import type { EventBridge } from '../event-bridge.ts'
import type { Rule } from '../rule.ts'
import { inputOf, NamedRule, ruleOf } from './input.ts'

/** EnableRule and DisableRule. A rate counts from when it was enabled. */
export function setRuleState(state: Rule['state']) {
  return (input: JsonObject, eventBridge: EventBridge): JsonObject => {
    const { Name, EventBusName } = inputOf(NamedRule, input)
    const rule = ruleOf(eventBridge, Name, EventBusName)
    const anchor = rule.state === state ? rule.anchor : eventBridge.clock.now()
    eventBridge.store.putRule({ ...rule, state, anchor })
    eventBridge.rulesChanged()
    return {}
  }
}
