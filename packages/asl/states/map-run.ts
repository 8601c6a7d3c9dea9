import type { MapState } from '../definition.ts'
import { type StateOutcome, WAIT } from '../execution/outcome.ts'
import { emptySlots } from '../execution/slots.ts'
import type { StateThread, Transition } from '../execution/transition.ts'
import type { Json } from '../json.ts'
import type { RunningMapRun } from '../run.ts'
import { StateError } from '../state-error.ts'
import { batches, batchLimits } from './item-batcher.ts'
import { FROM_STATE, readerOf, sourceOf } from './item-reader.ts'
import { itemInput, itemsOf, mapInput } from './map-items.ts'
import { startChildren } from './map-run-children.ts'
import { failMapRun } from './map-run-end.ts'
import { integerField, percentageField } from './number-field.ts'

type MapThread = StateThread<MapState>

/**
 * Starts a Map Run: each item, or batch of items, becomes the input of a child execution of its own.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
 */
export function startMapRun(t: Transition, thread: MapThread): StateOutcome {
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
  const mapRun: RunningMapRun = {
    type: 'RunningMapRun',
    ...names,
    request: { type: 'StartMapRun', mapRunArn, state: active.name, limits, items: items?.length ?? 0 },
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
  active.status = mapRun
  t.effect(mapRun.request)
  if (items) return runItems(t, thread, mapRun, items, FROM_STATE)
  if (!reader) return WAIT
  mapRun.reading = { type: 'ReadItems', task: t.name(thread.path), mapRunArn, reader }
  t.effect(mapRun.reading)
  return WAIT
}

/** Without a label in the definition AWS takes a UUID. */
function mapRunNames(t: Transition, label = t.random.uuid()): Pick<RunningMapRun, 'mapRunArn' | 'label'> {
  const [, , , region, account, , machine] = t.run.execution.stateMachineArn.split(':')
  return { label, mapRunArn: `arn:aws:states:${region}:${account}:mapRun:${machine}/${label}:${t.random.uuid()}` }
}

export function itemsRead(t: Transition, thread: MapThread, mapRun: RunningMapRun, items: Json[]): StateOutcome {
  const source = mapRun.reading ? sourceOf(mapRun.reading.reader) : ''
  delete mapRun.reading
  mapRun.request = { ...mapRun.request, items: items.length }
  t.effect(mapRun.request)
  return runItems(t, thread, mapRun, items, source)
}

function runItems(
  t: Transition,
  thread: MapThread,
  mapRun: RunningMapRun,
  items: Json[],
  source: string,
): StateOutcome {
  try {
    const selected = items.map((Value, Index) => itemInput(t, thread, mapRun.input, { Index, Value, Source: source }))
    const inputs = batches(t, thread, mapRun.input, selected, mapRun.batchLimits)
    mapRun.inputs = inputs.map((batch) => batch.input)
    mapRun.itemsPerChild = inputs.map((batch) => batch.items)
  } catch (error) {
    if (!(error instanceof StateError)) throw error
    return failMapRun(t, thread, { error: error.error, cause: error.message })
  }
  mapRun.children = emptySlots(mapRun.inputs.length)
  return startChildren(t, thread, mapRun)
}
