import type { State } from '../definition.ts'
import type { Json, JsonObject } from '../json.ts'
import { evaluate } from '../jsonata/evaluate.ts'
import { readPath } from '../jsonpath/read.ts'
import { writeReferencePath } from '../jsonpath/reference-path.ts'
import { fillTemplate } from '../payload-template.ts'
import type { MapItem } from '../run.ts'
import type { PathScope, QueryScope } from '../scope.ts'
import { contextObject } from './context.ts'
import { details } from './details.ts'
import type { StateThread, Transition } from './transition.ts'

/** A state's output, and the variables that it assigns. */
export type StateOutput = { output: Json; assigned?: JsonObject }

/** The scope of the JSONPath expressions of a thread's state where `$` is `data`. The context object is made only when one reads it. */
export function pathScope(t: Transition, thread: StateThread, data: Json, item?: MapItem): PathScope {
  return {
    data,
    variables: thread.branch.variables,
    random: t.random.next,
    now: t.at,
    get context() {
      return contextOf(t, thread, item)
    },
  }
}

/** The scope of its JSONata expressions. */
export function queryScope(
  t: Transition,
  thread: StateThread,
  more?: { result?: Json; errorOutput?: Json },
  item?: MapItem,
): QueryScope {
  return {
    states: { input: thread.active.input, ...more },
    variables: thread.branch.variables,
    random: t.random.next,
    now: t.at,
    evaluate: t.evaluate,
    get context() {
      return contextOf(t, thread, item)
    },
  }
}

function contextOf(t: Transition, { active, state }: StateThread, item?: MapItem): JsonObject {
  const own = contextObject(t.run.execution, active, { retries: state.Type === 'Task', item })
  if (!t.observer) return own
  return details({ Task: own.Task, Map: own.Map, ...t.observer.context })
}

/** What a state works on: InputPath and Parameters applied, or Arguments evaluated. */
export function effectiveInput(t: Transition, thread: StateThread): Json {
  const { state } = thread
  if (state.QueryLanguage === 'JSONata') {
    const template = 'Arguments' in state ? state.Arguments : undefined
    if (template === undefined) return thread.active.input
    const value = evaluate('Arguments', template, queryScope(t, thread))
    t.observer?.observe('afterArguments', value)
    return value
  }
  const input = selectedInput(t, thread)
  const template = 'Parameters' in state ? state.Parameters : undefined
  const value = template === undefined ? input : fillTemplate(template, pathScope(t, thread, input))
  t.observer?.observe('afterParameters', value)
  return value
}

/** JSONPath: what InputPath selects of the state's input. */
export function selectedInput(t: Transition, thread: StateThread): Json {
  const input = selected(t, thread, thread.state.InputPath, thread.active.input)
  t.observer?.observe('afterInputPath', input)
  return input
}

function selected(t: Transition, thread: StateThread, path: string | null | undefined, data: Json): Json {
  if (path === null) return {}
  if (path === undefined || path === '$') return data
  return readPath(path, pathScope(t, thread, data))
}

/** The output of a state with this result. For states without a result of their own it is their input. */
export function stateOutput(t: Transition, thread: StateThread, result: Json): StateOutput {
  const { state } = thread
  return state.QueryLanguage === 'JSONata'
    ? queryOutput(t, thread, state, result, hasResult(state) ? { result } : undefined)
    : pathOutput(t, thread, state, result)
}

/** The same for a catcher or a choice rule, which has its own `Assign`, `Output` and `ResultPath`. */
export function queryOutput(
  t: Transition,
  thread: StateThread,
  fields: { Assign?: JsonObject | undefined; Output?: Json | undefined },
  result: Json,
  states?: { result?: Json; errorOutput?: Json },
  location: (field: string) => string = (field) => field,
): StateOutput {
  const scope = queryScope(t, thread, states)
  const assigned = fields.Assign && (evaluate(location('Assign'), fields.Assign, scope) as JsonObject)
  const output = fields.Output === undefined ? result : evaluate(location('Output'), fields.Output, scope)
  return assigned ? { output, assigned } : { output }
}

export function pathOutput(
  t: Transition,
  thread: StateThread,
  fields: Pick<State, 'Assign' | 'OutputPath'> & {
    ResultSelector?: Json | undefined
    ResultPath?: string | null | undefined
  },
  result: Json,
): StateOutput {
  const { ResultSelector, ResultPath, Assign, OutputPath } = fields
  const selection = ResultSelector === undefined ? result : fillTemplate(ResultSelector, pathScope(t, thread, result))
  const assigned = Assign && (fillTemplate(Assign, pathScope(t, thread, selection)) as JsonObject)
  const combined = placed(ResultPath, thread.active.input, selection)
  if (fields === thread.state && (hasResult(thread.state) || thread.state.Type === 'Pass')) {
    t.observer?.observe('afterResultSelector', selection)
    t.observer?.observe('afterResultPath', combined)
  }
  const output = selected(t, thread, OutputPath, combined)
  return assigned ? { output, assigned } : { output }
}

function placed(path: string | null | undefined, input: Json, result: Json): Json {
  if (path === null) return input
  if (path === undefined || path === '$') return result
  return writeReferencePath(path, input, result)
}

function hasResult(state: State): boolean {
  return state.Type === 'Task' || state.Type === 'Parallel' || state.Type === 'Map'
}
