import type { JsonObject } from '@sfs3/asl'
import * as z from 'zod'
import type { EventBridge } from '../event-bridge.ts'
import { noSuchRule, validation } from '../events-error.ts'
import type { StoredRule } from '../events-store.ts'
import { defaultBus } from '../rule.ts'

/** The request of an operation. @throws EventsError ValidationException */
export function inputOf<T>(schema: z.ZodType<T>, input: JsonObject): T {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  throw validation(z.prettifyError(parsed.error))
}

/** A bus is named by its name or its ARN, the default one by neither. */
export function busName(given: string | undefined): string {
  return given?.split('/').at(-1) ?? defaultBus
}

/** The rule that `Name` (or `Rule`) and `EventBusName` name. @throws EventsError ResourceNotFoundException */
export function ruleOf({ store }: EventBridge, name: string, EventBusName: string | undefined): StoredRule {
  const bus = busName(EventBusName)
  const rule = store.rule(bus, name)
  if (!rule) throw noSuchRule(name, bus)
  return rule
}

export const NamedRule = z.looseObject({ Name: z.string(), EventBusName: z.string().optional() })
export const OfRule = z.looseObject({ Rule: z.string(), EventBusName: z.string().optional() })

/** A page of a list; the token is where the next begins. */
export function page<T>(
  items: readonly T[],
  { Limit = 100, NextToken = '0' }: { Limit?: number | undefined; NextToken?: string | undefined },
) {
  const from = Number(NextToken)
  const next = from + Limit
  return { items: items.slice(from, next), ...(next < items.length && { NextToken: String(next) }) }
}

export const Paged = z.looseObject({ Limit: z.number().min(1).max(100).optional(), NextToken: z.string().optional() })
