import type { MapState } from '../definition.ts'
import type { ItemReader } from '../effects.ts'
import type { StateThread, Transition } from '../execution/transition.ts'
import { itemsOf as itemsRead } from '../item-reader.ts'
import type { Json } from '../json.ts'
import { batches, batchLimits } from '../states/item-batcher.ts'
import { FROM_STATE, readerOf, sourceOf } from '../states/item-reader.ts'
import { itemInput, itemsOf, mapInput } from '../states/map-items.ts'
import { integerField, percentageField } from '../states/number-field.ts'
import type { Inspection } from './inspection.ts'

type MapThread = StateThread<MapState>

/** Observes the items and the numbers of a Map state whose iterations are mocked. @throws StateError */
export function inspectMap(t: Transition, thread: MapThread, inspection: Inspection, readerData?: string): void {
  const { state } = thread
  const input = mapInput(t, thread)
  inspection.observe('maxConcurrency', integerField(t, thread, 'MaxConcurrency', input))
  if (state.ToleratedFailureCount !== undefined || state.ToleratedFailureCountPath !== undefined)
    inspection.observe('toleratedFailureCount', integerField(t, thread, 'ToleratedFailureCount', input))
  if (state.ToleratedFailurePercentage !== undefined || state.ToleratedFailurePercentagePath !== undefined)
    inspection.observe('toleratedFailurePercentage', percentageField(t, thread, 'ToleratedFailurePercentage', input))

  if (state.ItemReader && readerData === undefined) return
  const reader = state.ItemReader && readerOf(t, thread, input, state.ItemReader)
  const items = reader ? itemsRead(reader, found(reader, readerData ?? '')) : itemsOf(t, thread, input)
  if (reader?.itemsPointer !== undefined) inspection.observe('afterItemsPointer', items)
  if (!state.ItemReader && state.QueryLanguage !== 'JSONata') inspection.observe('afterItemsPath', items)
  const Source = reader ? sourceOf(reader) : FROM_STATE
  const inputs = items.map((Value, Index) => itemInput(t, thread, input, { Index, Value, Source }))
  if (state.ItemSelector ?? state.Parameters) inspection.observe('afterItemSelector', inputs)
  if (!state.ItemBatcher) return
  inspection.observe(
    'afterItemBatcher',
    batches(t, thread, input, inputs, batchLimits(t, thread, input)).map((batch) => batch.input),
  )
}

function found({ resource }: ItemReader, data: string): { body: string } | { listed: Json[] } {
  return resource === 'getObject' ? { body: data } : { listed: JSON.parse(data) as Json[] }
}

/**
 * Whether so many failed iterations are too many. Unlike a Map Run, a Map state that says nothing of failures tolerates all
 * of them here.
 */
export function exceedsTolerance({ data }: Inspection, failures: number, iterations: number): boolean {
  const [count, percentage] = [data.get('toleratedFailureCount'), data.get('toleratedFailurePercentage')]
  return (
    (typeof count === 'number' && failures > count) ||
    (typeof percentage === 'number' && (failures * 100) / iterations > percentage)
  )
}
