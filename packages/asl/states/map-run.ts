import type { MapState } from '../definition.ts'
import { emptySlots } from '../execution/slots.ts'
import type { StateThread, Transition } from '../execution/transition.ts'
import type { Json } from '../json.ts'
import type { DoingMapRun } from '../run.ts'
import { StateError } from '../state-error.ts'
import { batches, batchLimits } from './item-batcher.ts'
import { FROM_STATE, readerOf, sourceOf } from './item-reader.ts'
import { itemInput, itemsOf, mapInput } from './map.ts'
import { goOn } from './map-run-children.ts'
import { failMapRun } from './map-run-end.ts'
import { integerField, percentageField } from './number-field.ts'

type MapThread = StateThread<MapState>

/**
 * Starts a Map Run: each item, or batch of items, becomes the input of a child execution of its own.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
 */
export function startMapRun(t: Transition, thread: MapThread): void {
  const { state, active } = thread
  const input = mapInput(t, thread)
  const items = state.ItemReader ? undefined : itemsOf(t, thread, input)
  const maxConcurrency = integerField(t, thread, 'MaxConcurrency', input)
  t.record(thread, 'MapStateStarted', { length: items?.length ?? 0 })
  const limits = {
    maxConcurrency,
    toleratedFailureCount: integerField(t, thread, 'ToleratedFailureCount', input),
    toleratedFailurePercentage: percentageField(t, thread, 'ToleratedFailurePercentage', input),
  }
  const batching = batchLimits(t, thread, input)
  const names = mapRunNames(t, state.Label)
  const { mapRunArn } = names
  const doing: DoingMapRun = {
    what: 'mapRun',
    ...names,
    started: { type: 'StartMapRun', mapRunArn, state: active.name, limits, items: items?.length ?? 0 },
    limits,
    ...(batching && { batchLimits: batching }),
    input,
    inputs: [],
    itemsPerChild: [],
    next: 0,
    open: 0,
    failedItems: 0,
    children: emptySlots(0),
  }
  const reader = state.ItemReader && readerOf(t, thread, input, state.ItemReader)
  t.record(thread, 'MapRunStarted', { mapRunArn })
  active.doing = doing
  t.effect(doing.started)
  if (items) return runItems(t, thread, doing, items, FROM_STATE)
  if (!reader) return
  doing.reading = { type: 'ReadItems', task: t.name(thread.path), mapRunArn, reader }
  t.effect(doing.reading)
}

/** AWS makes up a label where the definition has none. */
function mapRunNames(t: Transition, label = t.random.uuid()): Pick<DoingMapRun, 'mapRunArn' | 'label'> {
  const [, , , region, account, , machine] = t.run.execution.stateMachineArn.split(':')
  return { label, mapRunArn: `arn:aws:states:${region}:${account}:mapRun:${machine}/${label}:${t.random.uuid()}` }
}

export function itemsRead(t: Transition, thread: MapThread, doing: DoingMapRun, items: Json[]): void {
  const source = doing.reading ? sourceOf(doing.reading.reader) : ''
  delete doing.reading
  doing.started = { ...doing.started, items: items.length }
  t.effect(doing.started)
  runItems(t, thread, doing, items, source)
}

function runItems(t: Transition, thread: MapThread, doing: DoingMapRun, items: Json[], source: string): void {
  try {
    const selected = items.map((Value, Index) => itemInput(t, thread, doing.input, { Index, Value, Source: source }))
    const inputs = batches(t, thread, doing.input, selected, doing.batchLimits)
    doing.inputs = inputs.map((batch) => batch.input)
    doing.itemsPerChild = inputs.map((batch) => batch.items)
  } catch (error) {
    if (!(error instanceof StateError)) throw error
    return failMapRun(t, thread, { error: error.error, cause: error.message })
  }
  doing.children = emptySlots(doing.inputs.length)
  goOn(t, thread, doing)
}
