import * as z from 'zod'
import type { TemplateResource } from '../template-resource.ts'
import type { EventBridge } from './event-bridge.ts'
import { defaultBus, ruleArn } from './rule.ts'
import { checkedPattern, checkedSchedule, checkedTarget } from './rule-definition.ts'

/**
 * Makes a rule of the template. One that the template did not change since stays as it is: enabled or disabled, and with its last
 * time.
 * @throws EventsError, ZodError
 */
export function provisionRule({ store, clock, arnPrefix }: EventBridge, { name, properties }: TemplateResource): void {
  const rule = RuleProperties.parse(properties)
  const bus = rule.EventBusName?.split('/').at(-1) ?? defaultBus
  const template = JSON.stringify(properties)
  const existing = store.rule(bus, name)
  if (existing?.template === template) return

  const schedule = checkedSchedule(rule.ScheduleExpression)
  store.putRule({
    name,
    bus,
    arn: ruleArn(arnPrefix, bus, name),
    description: rule.Description,
    pattern: checkedPattern(rule.EventPattern),
    schedule,
    state: rule.State === 'DISABLED' ? 'DISABLED' : 'ENABLED',
    roleArn: rule.RoleArn,
    targets: rule.Targets.map(checkedTarget),
    anchor: existing && existing.schedule === schedule ? existing.anchor : clock.now(),
    template,
  })
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-rule.html */
const RuleProperties = z.strictObject({
  Name: z.string().optional(),
  Description: z.string().optional(),
  EventBusName: z.string().optional(),
  EventPattern: z.json().optional(),
  ScheduleExpression: z.string().optional(),
  State: z.enum(['ENABLED', 'DISABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS']).optional(),
  RoleArn: z.string().optional(),
  Tags: z.json().optional(),
  Targets: z.array(z.json()).default([]),
})
