import { type MapState, processor } from '../definition.ts'
import { stateOutput } from '../execution/data-flow.ts'
import { abortBranch, childThreads, iterationName } from '../execution/ending.ts'
import { enter } from '../execution/enter.ts'
import type { Failure } from '../execution/failure.ts'
import { INLINE_MAP_CONCURRENCY } from '../execution/limits.ts'
import { attempt, fail, leave, type StateOutcome, WAIT } from '../execution/outcome.ts'
import { eachSlot, emptySlots, withSlot } from '../execution/slots.ts'
import type { StateThread, Thread, Transition } from '../execution/transition.ts'
import type { Json } from '../json.ts'
import type { RunningIterations } from '../run.ts'
import { FROM_STATE } from './item-reader.ts'
import { itemInput, itemsOf, mapInput } from './map-items.ts'
import { integerField } from './number-field.ts'

type MapThread = StateThread<MapState>

/** Starts as many iterations of an inline Map state as may go on at once. */
export function startIterations(t: Transition, thread: MapThread): StateOutcome {
  const input = mapInput(t, thread)
  const items = itemsOf(t, thread, input)
  const concurrency = integerField(t, thread, 'MaxConcurrency', input) || INLINE_MAP_CONCURRENCY
  t.record(thread, 'MapStateStarted', { length: items.length })
  const iterations: RunningIterations = {
    type: 'RunningIterations',
    items,
    input,
    concurrency: Math.min(concurrency, INLINE_MAP_CONCURRENCY),
    next: 0,
    running: [],
    results: emptySlots(items.length),
  }
  thread.active.status = iterations
  if (items.length === 0) return endIterations(t, thread, iterations)
  for (let open = 0; open < iterations.concurrency && open < items.length; open++) {
    const outcome = startIteration(t, thread, iterations)
    if (outcome.type !== 'Wait') return outcome
  }
  return WAIT
}

/** Fails when the ItemSelector of this iteration cannot be evaluated. */
function startIteration(t: Transition, thread: MapThread, iterations: RunningIterations): StateOutcome {
  const { branch, active, path, state } = thread
  const index = iterations.next++
  const item = { Index: index, Value: iterations.items[index] ?? null, Source: FROM_STATE }
  const lastEventId = t.recordAfter(branch.lastEventId, 'MapIterationStarted', { index, name: active.name })
  const child = t.newBranch({ variables: branch.variables, lastEventId, itemIndex: index })
  iterations.running.push({ index, branch: child })
  const machine = processor(state)
  return attempt(t, thread, () => {
    const input = itemInput(t, thread, iterations.input, item)
    enter(t, { path: [...path, index], machine, branch: child }, machine.StartAt, input)
    return WAIT
  })
}

export function iterationSucceeded(t: Transition, thread: MapThread, child: Thread, output: Json): StateOutcome {
  const { active, branch } = thread
  const { status } = active
  if (status.type !== 'RunningIterations') return WAIT
  const name = iterationName(thread, child)
  const succeeded = t.recordAfter(child.branch.lastEventId, 'MapIterationSucceeded', name)
  status.running = status.running.filter(({ index }) => index !== name.index)
  status.results = withSlot(status.results, name.index, { output })
  // The next iteration follows this one's last state, but the end of the Map state follows the end of this one.
  branch.lastEventId = child.branch.lastEventId
  if (status.next < status.items.length) return startIteration(t, thread, status)
  if (status.running.length > 0) return WAIT
  branch.lastEventId = succeeded
  return endIterations(t, thread, status)
}

function endIterations(t: Transition, thread: MapThread, { results }: RunningIterations): StateOutcome {
  const output = [...eachSlot(results)].map((result) => result?.output ?? null)
  t.recordAfter(thread.branch.lastEventId, 'MapStateSucceeded')
  return attempt(t, thread, () => leave(stateOutput(t, thread, output)))
}

/** One failed iteration fails the Map state; the others are aborted. */
export function iterationFailed(t: Transition, thread: MapThread, child: Thread, failure: Failure): StateOutcome {
  const after = child.branch.lastEventId
  t.recordAfter(after, 'MapIterationFailed', iterationName(thread, child))
  abortBranch(t, child, after)
  for (const sibling of childThreads(t, thread)) {
    if (sibling.path.at(-1) === child.path.at(-1)) continue
    t.recordAfter(after, 'MapIterationAborted', iterationName(thread, sibling))
    abortBranch(t, sibling, after)
  }
  thread.branch.lastEventId = after
  return fail(failure)
}
