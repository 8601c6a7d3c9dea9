import type { MapState } from '../definition.ts'
import { pathScope, queryScope, selectedInput } from '../execution/data-flow.ts'
import type { StateThread, Transition } from '../execution/transition.ts'
import type { Json } from '../json.ts'
import { evaluate } from '../jsonata/evaluate.ts'
import { readReferencePath } from '../jsonpath/reference-path.ts'
import { fillTemplate } from '../payload-template.ts'
import type { MapItem } from '../run.ts'
import { StateError } from '../state-error.ts'

type MapThread = StateThread<MapState>

/** The data that `$` stands for in ItemsPath, ItemSelector and the `…Path` fields of a Map state. */
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
