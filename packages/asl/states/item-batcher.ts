import type { MapState } from '../definition.ts'
import { pathScope, queryScope } from '../execution/data-flow.ts'
import { PAYLOAD_LIMIT, sizeOf } from '../execution/limits.ts'
import type { StateThread, Transition } from '../execution/transition.ts'
import type { Json } from '../json.ts'
import { evaluate } from '../jsonata/evaluate.ts'
import { fillTemplate } from '../payload-template.ts'
import type { BatchLimits } from '../run.ts'
import { numberAt, refusal } from './number-field.ts'

/** The input of one child execution, and how many items are in it. */
export type Batch = { input: Json; items: number }

/**
 * How large a batch becomes; undefined without ItemBatcher. No batch is larger than a state's input may be.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html
 */
export function batchLimits(t: Transition, thread: StateThread<MapState>, input: Json): BatchLimits | undefined {
  if (!thread.state.ItemBatcher) return undefined
  const maxItems = limit(t, thread, input, 'MaxItemsPerBatch')
  const maxBytes = limit(t, thread, input, 'MaxInputBytesPerBatch') ?? PAYLOAD_LIMIT
  return { ...(maxItems !== undefined && { maxItems }), maxBytes: Math.min(maxBytes, PAYLOAD_LIMIT) }
}

function limit(
  t: Transition,
  thread: StateThread<MapState>,
  input: Json,
  field: 'MaxItemsPerBatch' | 'MaxInputBytesPerBatch',
): number | undefined {
  const { [field]: given, [`${field}Path` as const]: path } = thread.state.ItemBatcher ?? {}
  if (path === undefined && typeof given !== 'string') return given
  const value =
    path !== undefined
      ? numberAt(`${field}Path`, path, pathScope(t, thread, input))
      : (evaluate(`ItemBatcher/${field}`, given ?? null, queryScope(t, thread), 'number') as number)
  if (value > 0) return value
  throw refusal(thread, `ItemBatcher/${field}`, `${field} must be a positive integer.`)
}

/**
 * Groups the items: a batch is full with `maxItems` or when another item would bring it over `maxBytes`. Without limits each
 * item is an input of its own.
 */
export function batches(
  t: Transition,
  thread: StateThread<MapState>,
  input: Json,
  items: Json[],
  limits: BatchLimits | undefined,
): Batch[] {
  if (!limits) return items.map((item) => ({ input: item, items: 1 }))
  const { maxItems = items.length, maxBytes } = limits
  const template = thread.state.ItemBatcher?.BatchInput
  const shared: { BatchInput?: Json } =
    template === undefined ? {} : { BatchInput: batchInput(t, thread, input, template) }
  const empty = sizeOf({ ...shared, Items: [] })
  const groups: Json[][] = []
  let bytes = 0
  for (const item of items) {
    const group = groups.at(-1)
    const size = sizeOf(item) + 1
    if (!group || group.length >= maxItems || bytes + size > maxBytes) {
      groups.push([item])
      bytes = empty + size
    } else {
      group.push(item)
      bytes += size
    }
  }
  return groups.map((group) => ({ input: { ...shared, Items: group }, items: group.length }))
}

function batchInput(t: Transition, thread: StateThread<MapState>, input: Json, template: Json): Json {
  return thread.state.QueryLanguage === 'JSONata'
    ? evaluate('ItemBatcher/BatchInput', template, queryScope(t, thread))
    : fillTemplate(template, pathScope(t, thread, input))
}
