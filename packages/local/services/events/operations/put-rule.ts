import type { JsonObject } from '@sfs3/asl'
import * as z from 'zod'
import type { EventBridge } from '../event-bridge.ts'
import { noSuchBus, validation } from '../events-error.ts'
import { ruleArn } from '../rule.ts'
import { checkedPattern, checkedSchedule } from '../rule-definition.ts'
import { busName, inputOf } from './input.ts'

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html */
export function putRule(input: JsonObject, eventBridge: EventBridge): JsonObject {
  const { store, clock, arnPrefix, buses } = eventBridge
  const { Name, EventBusName, EventPattern, ScheduleExpression, State, Description, RoleArn } = inputOf(Input, input)
  const bus = busName(EventBusName)
  if (!buses.has(bus)) throw noSuchBus(bus)
  if (!EventPattern && !ScheduleExpression)
    throw validation('Parameter(s) EventPattern or ScheduleExpression must be specified.')

  const existing = store.rule(bus, Name)
  const schedule = checkedSchedule(ScheduleExpression)
  const arn = ruleArn(arnPrefix, bus, Name)
  store.putRule({
    name: Name,
    bus,
    arn,
    description: Description,
    pattern: checkedPattern(EventPattern),
    schedule,
    state: State ?? 'ENABLED',
    roleArn: RoleArn,
    targets: existing?.targets ?? [],
    anchor: existing && existing.schedule === schedule ? existing.anchor : clock.now(),
    template: existing?.template,
  })
  eventBridge.rulesChanged()
  return { RuleArn: arn }
}

const Input = z.looseObject({
  Name: z.string().regex(/^[.\-_A-Za-z0-9]{1,64}$/),
  EventBusName: z.string().optional(),
  EventPattern: z.string().optional(),
  ScheduleExpression: z.string().optional(),
  State: z.enum(['ENABLED', 'DISABLED']).optional(),
  Description: z.string().optional(),
  RoleArn: z.string().optional(),
})
