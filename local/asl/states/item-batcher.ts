import type { Json } from '../../json.ts'
import { pathScope, queryScope } from '../data-flow.ts'
import type { MapState } from '../definition.ts'
import { evaluate } from '../jsonata/evaluate.ts'
import { sizeOf } from '../limits.ts'
import { fillTemplate } from '../payload-template.ts'
import { StateError } from '../state-error.ts'
import type { StateThread, Transition } from '../transition.ts'
import { numberAt } from './number-field.ts'

/** The input of one child execution, and how many items are in it. */
export type Batch = { input: Json; items: number }

/**
 * Groups the items as ItemBatcher says: a batch is full with MaxItemsPerBatch items or when another one would bring it over
 * MaxInputBytesPerBatch. Without ItemBatcher each item is an input of its own.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html
 */
export function batches(t: Transition, thread: StateThread<MapState>, input: Json, items: Json[]): Batch[] {
  const batcher = thread.state.ItemBatcher
  if (!batcher) return items.map((item) => ({ input: item, items: 1 }))
  const maxItems = limit(t, thread, input, 'MaxItemsPerBatch')
  const maxBytes = limit(t, thread, input, 'MaxInputBytesPerBatch')
  const shared: { BatchInput?: Json } =
    batcher.BatchInput === undefined ? {} : { BatchInput: batchInput(t, thread, input, batcher.BatchInput) }
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

function limit(
  t: Transition,
  thread: StateThread<MapState>,
  input: Json,
  field: 'MaxItemsPerBatch' | 'MaxInputBytesPerBatch',
): number {
  const { [field]: given, [`${field}Path` as const]: path } = thread.state.ItemBatcher ?? {}
  if (path !== undefined) return positive(field, numberAt(`${field}Path`, path, pathScope(t, thread, input)))
  if (typeof given !== 'string') return given ?? Number.POSITIVE_INFINITY
  return evaluate(`ItemBatcher/${field}`, given, queryScope(t, thread), 'number') as number
}

function positive(field: string, value: number): number {
  if (value > 0) return value
  throw new StateError('States.Runtime', `${field} must be a positive integer.`)
}

function batchInput(t: Transition, thread: StateThread<MapState>, input: Json, template: Json): Json {
  return thread.state.QueryLanguage === 'JSONata'
    ? evaluate('ItemBatcher/BatchInput', template, queryScope(t, thread))
    : fillTemplate(template, pathScope(t, thread, input))
}
