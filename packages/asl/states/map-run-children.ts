import { type MapState, processor } from '../definition.ts'
import type { ExecutionResult, StartChild } from '../effects.ts'
import type { MapRunLimits } from '../events.ts'
import { address, childIndexOf } from '../execution/address.ts'
import { MAP_RUN_CONCURRENCY } from '../execution/limits.ts'
import { eachSlot, slotAt, withSlot } from '../execution/slots.ts'
import type { StateThread, Transition } from '../execution/transition.ts'
import type { DoingMapRun } from '../run.ts'
import { endMapRun } from './map-run-end.ts'

type MapThread = StateThread<MapState>

/** Starts as many children as may go on at once; ends the Map Run when there are none left. */
export function goOn(t: Transition, thread: MapThread, doing: DoingMapRun): void {
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
  const before = executionType === 'STANDARD' ? slotAt(doing.children, index)?.request : undefined
  const name = before?.name ?? t.random.uuid()
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
    ...(before && { redriveCount: (before.redriveCount ?? 0) + 1 }),
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

/**
 * Takes a stopped Map Run up again under its own name: of the children that did not succeed, those of STANDARD type are redriven,
 * and those of EXPRESS type start anew.
 * @returns false when it had not even come to having children
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/redrive-map-run.html
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
