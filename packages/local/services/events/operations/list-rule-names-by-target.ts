import type { JsonObject } from '@sfs3/asl'
import * as z from 'zod'
import type { EventBridge } from '../event-bridge.ts'
import { busName, inputOf, Paged, page } from './input.ts'

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRuleNamesByTarget.html */
export function listRuleNamesByTarget(input: JsonObject, { store }: EventBridge): JsonObject {
  const { TargetArn, EventBusName, ...paged } = inputOf(Input, input)
  const rules = store.rules(busName(EventBusName)).filter(({ targets }) => targets.some(({ Arn }) => Arn === TargetArn))
  const { items, ...token } = page(rules, paged)
  return { RuleNames: items.map(({ name }) => name), ...token }
}

const Input = Paged.extend({ TargetArn: z.string(), EventBusName: z.string().optional() })
