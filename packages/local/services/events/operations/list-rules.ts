import type { JsonObject } from '@sfs3/asl'
import * as z from 'zod'
import type { EventBridge } from '../event-bridge.ts'
import { description } from './describe-rule.ts'
import { busName, inputOf, Paged, page } from './input.ts'

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRules.html */
export function listRules(input: JsonObject, { store }: EventBridge): JsonObject {
  const { NamePrefix = '', EventBusName, ...paged } = inputOf(Input, input)
  const rules = store.rules(busName(EventBusName)).filter(({ name }) => name.startsWith(NamePrefix))
  const { items, ...token } = page(rules, paged)
  return { Rules: items.map(description), ...token }
}

const Input = Paged.extend({ NamePrefix: z.string().optional(), EventBusName: z.string().optional() })
