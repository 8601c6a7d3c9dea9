import type { Json } from '../../json.ts'
import { address, childIndexOf } from '../address.ts'
import { handover } from '../data-flow.ts'
import { type MapState, processor } from '../definition.ts'
import type { ExecutionResult, StartChild } from '../effects.ts'
import { stopChildren } from '../ending.ts'
import type { MapRunLimits } from '../events.ts'
import { type Failure, fail, failExecution } from '../failure.ts'
import { attempt, leave } from '../flow.ts'
import { MAP_RUN_CONCURRENCY } from '../limits.ts'
import type { Child, DoingMapRun } from '../run.ts'
import { eachSlot, emptySlots, slotAt, withSlot } from '../slots.ts'
import { StateError } from '../state-error.ts'
import { details, type StateThread, type Transition } from '../transition.ts'
import { batches } from './item-batcher.ts'
import { readerOf } from './item-reader.ts'
import { itemInput, itemsOf, mapInput } from './map.ts'
import { integerField, percentageField } from './number-field.ts'
import { destinationOf, mapOutput, resultObjects, transformed } from './result-writer.ts'

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
  const names = mapRunNames(t, state.Label)
  const { mapRunArn } = names
  const doing: DoingMapRun = {
    what: 'mapRun',
    ...names,
    started: { type: 'StartMapRun', mapRunArn, state: active.name, limits, items: items?.length ?? 0 },
    limits,
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
  if (items) return runItems(t, thread, doing, items)
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
  delete doing.reading
  doing.started = { ...doing.started, items: items.length }
  t.effect(doing.started)
  runItems(t, thread, doing, items)
}

function runItems(t: Transition, thread: MapThread, doing: DoingMapRun, items: Json[]): void {
  try {
    const selected = items.map((Value, Index) => itemInput(t, thread, doing.input, { Index, Value }))
    const inputs = batches(t, thread, doing.input, selected)
    doing.inputs = inputs.map((batch) => batch.input)
    doing.itemsPerChild = inputs.map((batch) => batch.items)
  } catch (error) {
    if (!(error instanceof StateError)) throw error
    return failMapRun(t, thread, { error: error.error, cause: error.message })
  }
  doing.children = emptySlots(doing.inputs.length)
  goOn(t, thread, doing)
}

/** Starts as many children as may go on at once; ends the Map Run when there are none left. */
function goOn(t: Transition, thread: MapThread, doing: DoingMapRun): void {
  const concurrency = Math.min(doing.limits.maxConcurrency || MAP_RUN_CONCURRENCY, MAP_RUN_CONCURRENCY)
  while (doing.open < concurrency && doing.next < doing.inputs.length) {
    const index = doing.next++
    if (slotAt(doing.children, index)?.result?.status === 'SUCCEEDED') continue
    startChild(t, thread, doing, index)
  }
  if (doing.open === 0) endMapRun(t, thread, doing)
}

function startChild(t: Transition, thread: MapThread, doing: DoingMapRun, index: number): void {
  const { stateMachineArn } = t.run.execution
  const [, , , region, account, , machine] = stateMachineArn.split(':')
  const executionType = processor(thread.state).ProcessorConfig?.ExecutionType ?? 'STANDARD'
  const kind = executionType === 'EXPRESS' ? 'express' : 'execution'
  const name = t.random.uuid()
  const request: StartChild = {
    type: 'StartChild',
    task: address(thread.path, `${t.run.nextSerial++}.${index}`),
    mapRunArn: doing.mapRunArn,
    mapState: thread.active.name,
    executionArn: `arn:aws:states:${region}:${account}:${kind}:${machine}/${doing.label}:${name}`,
    stateMachineArn: `${stateMachineArn}/${doing.label}`,
    name,
    executionType,
    input: doing.inputs[index] ?? null,
    itemIndex: index,
  }
  doing.open++
  doing.children = withSlot(doing.children, index, { request, startedAt: t.at })
  t.effect(request)
}

export function childEnded(
  t: Transition,
  thread: MapThread,
  doing: DoingMapRun,
  task: string,
  result: ExecutionResult,
): void {
  const index = childIndexOf(task)
  const child = slotAt(doing.children, index)
  if (child?.request.task !== task || child.result) return
  doing.children = withSlot(doing.children, index, { ...child, stoppedAt: t.at, result })
  doing.open--
  if (result.status !== 'SUCCEEDED') doing.failedItems += doing.itemsPerChild[index] ?? 0
  if (toleranceExceeded(doing)) {
    const cause = 'The specified tolerated failure threshold was exceeded'
    return giveUp(t, thread, doing, { error: 'States.ExceedToleratedFailureThreshold', cause })
  }
  goOn(t, thread, doing)
}

/** Without a tolerance of its own a Map Run fails with its first child. */
function toleranceExceeded({ failedItems, started, limits }: DoingMapRun): boolean {
  if (failedItems === 0) return false
  const { toleratedFailureCount: count, toleratedFailurePercentage: percentage } = limits
  if (count === 0 && percentage === 0) return true
  return (count > 0 && failedItems > count) || (percentage > 0 && (failedItems * 100) / started.items > percentage)
}

/** Stops the children that still go on. What there is of results is written before the Map Run fails. */
function giveUp(t: Transition, thread: MapThread, doing: DoingMapRun, failure: { error: string; cause: string }): void {
  for (const [index, child] of [...eachSlot(doing.children)].entries()) {
    if (!child || child.result) continue
    const { task, executionArn } = child.request
    t.effect({ type: 'StopChild', task, executionArn })
    doing.children = withSlot(doing.children, index, { ...child, stoppedAt: t.at, result: { status: 'ABORTED' } })
  }
  doing.open = 0
  doing.failure = failure
  endMapRun(t, thread, doing)
}

export function mapRunUpdated(
  t: Transition,
  thread: MapThread,
  doing: DoingMapRun,
  limits: Partial<MapRunLimits>,
): void {
  doing.limits = { ...doing.limits, ...limits }
  doing.started = { ...doing.started, limits: doing.limits }
  if (!doing.reading && !doing.writing) goOn(t, thread, doing)
}

/** The reader or the writer could not do its work. */
export function mapRunRequestFailed(t: Transition, thread: MapThread, doing: DoingMapRun, failure: Failure): void {
  delete doing.reading
  delete doing.writing
  failMapRun(t, thread, failure)
}

function failMapRun(t: Transition, thread: MapThread, { error, cause }: Failure): void {
  stopChildren(t, thread, 'FAILED')
  t.record(thread, 'MapRunFailed', details({ error, cause }))
  if (error === 'States.Runtime') return failExecution(t, thread, { error, cause })
  fail(t, thread, { error, cause })
}

function endMapRun(t: Transition, thread: MapThread, doing: DoingMapRun): void {
  const { ResultWriter } = thread.state
  const children = [...eachSlot(doing.children)].filter((child): child is Child => child !== null)
  attempt(t, thread, () => {
    const destination = ResultWriter && destinationOf(t, thread, doing.input, ResultWriter)
    if (!destination) {
      if (doing.failure) return failMapRun(t, thread, doing.failure)
      return leaveMapRun(t, thread, doing, transformed(children, ResultWriter?.WriterConfig))
    }
    const objects = resultObjects(doing.mapRunArn, destination, children, ResultWriter?.WriterConfig)
    doing.writing = { type: 'WriteResults', task: t.name(thread.path), bucket: destination.bucket, objects }
    t.effect(doing.writing)
  })
}

export function resultsWritten(t: Transition, thread: MapThread, doing: DoingMapRun): void {
  const { writing, mapRunArn } = doing
  if (!writing) return
  delete doing.writing
  if (doing.failure) failMapRun(t, thread, doing.failure)
  else leaveMapRun(t, thread, doing, mapOutput(mapRunArn, writing))
}

function leaveMapRun(t: Transition, thread: MapThread, doing: DoingMapRun, output: Json): void {
  t.effect({ type: 'EndMapRun', mapRunArn: doing.mapRunArn, status: 'SUCCEEDED' })
  const succeeded = t.record(thread, 'MapRunSucceeded')
  thread.active.doing = { what: 'answered' }
  t.recordAfter(succeeded, 'MapStateSucceeded')
  attempt(t, thread, () => leave(t, thread, handover(t, thread, output)))
}

/**
 * Takes a stopped Map Run up again under its own name: children that did not succeed start anew, as new executions.
 * @returns false when it had not even come to having children
 */
export function redriveMapRun(t: Transition, thread: MapThread, doing: DoingMapRun): boolean {
  const { mapRunArn, reading, inputs } = doing
  if (reading || inputs.length === 0) return false
  delete doing.writing
  delete doing.failure
  doing.next = 0
  doing.open = 0
  doing.failedItems = 0
  t.record(thread, 'MapRunRedriven', { mapRunArn, redriveCount: t.run.execution.redriveCount })
  t.effect(doing.started)
  goOn(t, thread, doing)
  return true
}
