import type { JsonObject } from '@sfs3/asl'
import * as z from 'zod'
import type { EventBridge } from '../event-bridge.ts'
import { inputOf, Paged, page } from './input.ts'

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListEventBuses.html */
export function listEventBuses(input: JsonObject, { buses, arnPrefix }: EventBridge): JsonObject {
  const { NamePrefix = '', ...paged } = inputOf(Paged.extend({ NamePrefix: z.string().optional() }), input)
  const { items, ...token } = page(
    [...buses].filter((name) => name.startsWith(NamePrefix)),
    paged,
  )
  return { EventBuses: items.map((name) => ({ Name: name, Arn: `${arnPrefix}event-bus/${name}` })), ...token }
}
