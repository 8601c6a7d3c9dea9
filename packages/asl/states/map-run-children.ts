import { type MapState, processor } from '../definition.ts'
import type { StartChild } from '../effects.ts'
import type { MapRunLimits } from '../events.ts'
import { address, childIndexOf } from '../execution/address.ts'
import { MAP_RUN_CONCURRENCY } from '../execution/limits.ts'
import { type StateOutcome, WAIT } from '../execution/outcome.ts'
import { eachSlot, slotAt, withSlot } from '../execution/slots.ts'
import type { StateThread, Transition } from '../execution/transition.ts'
import type { ExecutionResult } from '../execution-result.ts'
import type { RunningMapRun } from '../run.ts'
import { endMapRun } from './map-run-end.ts'

type MapThread = StateThread<MapState>

/** Starts as many children as may go on at once; ends the Map Run when there are none left. */
export function startChildren(t: Transition, thread: MapThread, mapRun: RunningMapRun): StateOutcome {
  const concurrency = Math.min(mapRun.limits.maxConcurrency || MAP_RUN_CONCURRENCY, MAP_RUN_CONCURRENCY)
  while (mapRun.open < concurrency && mapRun.next < mapRun.inputs.length) {
    const index = mapRun.next++
    if (slotAt(mapRun.children, index)?.result?.status === 'SUCCEEDED') continue
    startChild(t, thread, mapRun, index)
  }
  return mapRun.open === 0 ? endMapRun(t, thread, mapRun) : WAIT
}

function startChild(t: Transition, thread: MapThread, mapRun: RunningMapRun, index: number): void {
  const { stateMachineArn } = t.run.execution
  const [, , , region, account, , machine] = stateMachineArn.split(':')
  const executionType = processor(thread.state).ProcessorConfig?.ExecutionType ?? 'STANDARD'
  const kind = executionType === 'EXPRESS' ? 'express' : 'execution'
  const before = executionType === 'STANDARD' ? slotAt(mapRun.children, index)?.request : undefined
  const name = before?.name ?? t.random.uuid()
  const request: StartChild = {
    type: 'StartChild',
    task: address(thread.path, `${t.run.nextSerial++}.${index}`),
    mapRunArn: mapRun.mapRunArn,
    mapState: thread.active.name,
    executionArn: `arn:aws:states:${region}:${account}:${kind}:${machine}/${mapRun.label}:${name}`,
    stateMachineArn: `${stateMachineArn}/${mapRun.label}`,
    name,
    executionType,
    input: mapRun.inputs[index] ?? null,
    itemIndex: index,
    ...(before && { redriveCount: (before.redriveCount ?? 0) + 1 }),
  }
  mapRun.open++
  mapRun.children = withSlot(mapRun.children, index, { request, startedAt: t.at })
  t.effect(request)
}

export function childEnded(
  t: Transition,
  thread: MapThread,
  mapRun: RunningMapRun,
  task: string,
  result: ExecutionResult,
): StateOutcome {
  const index = childIndexOf(task)
  const child = slotAt(mapRun.children, index)
  if (child?.request.task !== task || child.result) return WAIT
  mapRun.children = withSlot(mapRun.children, index, { ...child, stoppedAt: t.at, result })
  mapRun.open--
  if (result.status !== 'SUCCEEDED') mapRun.failedItems += mapRun.itemsPerChild[index] ?? 0
  if (toleranceExceeded(mapRun)) {
    const cause = 'The specified tolerated failure threshold was exceeded'
    return exceedTolerance(t, thread, mapRun, { error: 'States.ExceedToleratedFailureThreshold', cause })
  }
  return startChildren(t, thread, mapRun)
}

/** Without a tolerance of its own a Map Run fails with its first child. */
function toleranceExceeded({ failedItems, request, limits }: RunningMapRun): boolean {
  if (failedItems === 0) return false
  const { toleratedFailureCount: count, toleratedFailurePercentage: percentage } = limits
  if (count === 0 && percentage === 0) return true
  return (count > 0 && failedItems > count) || (percentage > 0 && (failedItems * 100) / request.items > percentage)
}

/** Stops the children that are still running. The results so far are written before the Map Run fails. */
function exceedTolerance(
  t: Transition,
  thread: MapThread,
  mapRun: RunningMapRun,
  failure: { error: string; cause: string },
): StateOutcome {
  for (const [index, child] of [...eachSlot(mapRun.children)].entries()) {
    if (!child || child.result) continue
    const { task, executionArn } = child.request
    t.effect({ type: 'StopChild', task, executionArn })
    mapRun.children = withSlot(mapRun.children, index, { ...child, stoppedAt: t.at, result: { status: 'ABORTED' } })
  }
  mapRun.open = 0
  mapRun.failure = failure
  return endMapRun(t, thread, mapRun)
}

export function mapRunUpdated(
  t: Transition,
  thread: MapThread,
  mapRun: RunningMapRun,
  limits: Partial<MapRunLimits>,
): StateOutcome {
  mapRun.limits = { ...mapRun.limits, ...limits }
  mapRun.request = { ...mapRun.request, limits: mapRun.limits }
  return mapRun.reading || mapRun.writing ? WAIT : startChildren(t, thread, mapRun)
}

/**
 * Redrives a stopped Map Run under its own name: of the children that did not succeed, those of STANDARD type are redriven,
 * and those of EXPRESS type start anew.
 * @returns undefined when it had no children yet
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/redrive-map-run.html
 */
export function redriveMapRun(t: Transition, thread: MapThread, mapRun: RunningMapRun): StateOutcome | undefined {
  const { mapRunArn, reading, inputs } = mapRun
  if (reading || inputs.length === 0) return undefined
  delete mapRun.writing
  delete mapRun.failure
  mapRun.next = 0
  mapRun.open = 0
  mapRun.failedItems = 0
  t.record(thread, 'MapRunRedriven', { mapRunArn, redriveCount: t.run.execution.redriveCount })
  t.effect(mapRun.request)
  return startChildren(t, thread, mapRun)
}
