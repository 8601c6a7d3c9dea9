import type { JsonObject } from '@sfs3/asl'
import type { EventBridge } from '../event-bridge.ts'
import type { StoredRule } from '../events-store.ts'
import { inputOf, NamedRule, ruleOf } from './input.ts'

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeRule.html */
export function describeRule(input: JsonObject, eventBridge: EventBridge): JsonObject {
  const { Name, EventBusName } = inputOf(NamedRule, input)
  return description(ruleOf(eventBridge, Name, EventBusName))
}

/** A rule as DescribeRule and ListRules show it. */
export function description({
  name,
  arn,
  bus,
  pattern,
  schedule,
  state,
  description,
  roleArn,
}: StoredRule): JsonObject {
  return {
    Name: name,
    Arn: arn,
    ...(pattern && { EventPattern: JSON.stringify(pattern) }),
    ...(schedule && { ScheduleExpression: schedule }),
    State: state,
    ...(description && { Description: description }),
    ...(roleArn && { RoleArn: roleArn }),
    EventBusName: bus,
  }
}
