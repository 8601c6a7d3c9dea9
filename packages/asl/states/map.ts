import { type MapState, processor } from '../definition.ts'
import { handover, pathScope, queryScope, selectedInput } from '../execution/data-flow.ts'
import { abortBranch, childThreads, iterationName } from '../execution/ending.ts'
import { INLINE_MAP_CONCURRENCY } from '../execution/limits.ts'
import { eachSlot, emptySlots, withSlot } from '../execution/slots.ts'
import type { StateThread, Thread, Transition } from '../execution/transition.ts'
import { type Failure, fail } from '../interpreter/failure.ts'
import { attempt, enter, leave } from '../interpreter/flow.ts'
import type { Json } from '../json.ts'
import { evaluate } from '../jsonata/evaluate.ts'
import { readReferencePath } from '../jsonpath/reference-path.ts'
import { fillTemplate } from '../payload-template.ts'
import type { DoingIterations, MapItem } from '../run.ts'
import { StateError } from '../state-error.ts'
import { FROM_STATE } from './item-reader.ts'
import { startMapRun } from './map-run.ts'
import { integerField } from './number-field.ts'

type MapThread = StateThread<MapState>

/** @see https://states-language.net/#map-state */
export function startMap(t: Transition, thread: MapThread): void {
  if (processor(thread.state).ProcessorConfig?.Mode === 'DISTRIBUTED') return startMapRun(t, thread)
  const input = mapInput(t, thread)
  const items = itemsOf(t, thread, input)
  const concurrency = integerField(t, thread, 'MaxConcurrency', input) || INLINE_MAP_CONCURRENCY
  t.record(thread, 'MapStateStarted', { length: items.length })
  const doing: DoingIterations = {
    what: 'iterations',
    items,
    input,
    concurrency: Math.min(concurrency, INLINE_MAP_CONCURRENCY),
    next: 0,
    running: [],
    results: emptySlots(items.length),
  }
  thread.active.doing = doing
  if (items.length === 0) return endIterations(t, thread, doing)
  for (let open = 0; open < doing.concurrency && open < items.length; open++) {
    startIteration(t, thread, doing)
    // Its ItemSelector may have failed, and the state with it.
    if (thread.active.doing !== doing) return
  }
}

/** What ItemsPath, ItemSelector and the `…Path` fields of a Map state see as `$`. */
export function mapInput(t: Transition, thread: MapThread): Json {
  return thread.state.QueryLanguage === 'JSONata' ? thread.active.input : selectedInput(t, thread)
}

export function itemsOf(t: Transition, thread: MapThread, input: Json): Json[] {
  const { state } = thread
  if (state.QueryLanguage === 'JSONata') {
    const items = state.Items === undefined ? input : evaluate('Items', state.Items, queryScope(t, thread), 'array')
    if (Array.isArray(items)) return items
    throw new StateError(
      'States.QueryEvaluationError',
      `Map state input must be an array but was: ${JSON.stringify(items)}`,
    )
  }
  const items = state.ItemsPath === undefined ? input : readReferencePath(state.ItemsPath, pathScope(t, thread, input))
  if (Array.isArray(items)) return items
  throw new StateError('States.Runtime', `Reference path "${state.ItemsPath ?? '$'}" must point to array.`)
}

/** The input of the iteration or child execution for an item. */
export function itemInput(t: Transition, thread: MapThread, input: Json, item: MapItem): Json {
  const { state } = thread
  if (state.QueryLanguage === 'JSONata') {
    if (state.ItemSelector === undefined) return item.Value
    return evaluate('ItemSelector', state.ItemSelector, queryScope(t, thread, undefined, item))
  }
  const template = state.ItemSelector ?? state.Parameters
  return template === undefined ? item.Value : fillTemplate(template, pathScope(t, thread, input, item))
}

function startIteration(t: Transition, thread: MapThread, doing: DoingIterations): void {
  const { branch, active, path, state } = thread
  const index = doing.next++
  const item = { Index: index, Value: doing.items[index] ?? null, Source: FROM_STATE }
  const lastEventId = t.recordAfter(branch.lastEventId, 'MapIterationStarted', { index, name: active.name })
  const child = t.newBranch({ variables: branch.variables, lastEventId, itemIndex: index })
  doing.running.push({ index, branch: child })
  const machine = processor(state)
  attempt(t, thread, () =>
    enter(
      t,
      { path: [...path, index], machine, branch: child },
      machine.StartAt,
      itemInput(t, thread, doing.input, item),
    ),
  )
}

export function iterationSucceeded(t: Transition, thread: StateThread, child: Thread, output: Json): void {
  const { active, branch } = thread
  const { doing } = active
  if (doing.what !== 'iterations') return
  const name = iterationName(thread, child)
  const succeeded = t.recordAfter(child.branch.lastEventId, 'MapIterationSucceeded', name)
  doing.running = doing.running.filter(({ index }) => index !== name.index)
  doing.results = withSlot(doing.results, name.index, { output })
  // The next iteration follows this one's last state, but the end of the Map state follows the end of this one.
  branch.lastEventId = child.branch.lastEventId
  if (doing.next < doing.items.length) return startIteration(t, thread as MapThread, doing)
  if (doing.running.length > 0) return
  branch.lastEventId = succeeded
  endIterations(t, thread, doing)
}

function endIterations(t: Transition, thread: StateThread, doing: DoingIterations): void {
  const output = [...eachSlot(doing.results)].map((result) => result?.output ?? null)
  t.recordAfter(thread.branch.lastEventId, 'MapStateSucceeded')
  attempt(t, thread, () => leave(t, thread, handover(t, thread, output)))
}

export function iterationFailed(t: Transition, thread: StateThread, child: Thread, failure: Failure): void {
  const after = child.branch.lastEventId
  t.recordAfter(after, 'MapIterationFailed', iterationName(thread, child))
  abortBranch(t, child, after)
  for (const sibling of childThreads(t, thread)) {
    if (sibling.path.at(-1) === child.path.at(-1)) continue
    t.recordAfter(after, 'MapIterationAborted', iterationName(thread, sibling))
    abortBranch(t, sibling, after)
  }
  thread.branch.lastEventId = after
  fail(t, thread, failure)
}
