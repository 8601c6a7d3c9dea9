import type { MapState } from '../definition.ts'
import { pathScope, queryScope } from '../execution/data-flow.ts'
import type { StateThread, Transition } from '../execution/transition.ts'
import type { Json } from '../json.ts'
import { evaluate } from '../jsonata/evaluate.ts'
import { readPath } from '../jsonpath/read.ts'
import type { PathScope } from '../scope.ts'
import { StateError } from '../state-error.ts'

type Field = 'MaxConcurrency' | 'ToleratedFailureCount' | 'ToleratedFailurePercentage'

/** A whole number of a Map state that is given outright, by a path or by an expression; 0 where it is not given. */
export function integerField(t: Transition, thread: StateThread<MapState>, field: Field, input: Json): number {
  const value = numberField(t, thread, field, input, 'integer')
  if (value < 0 && field === 'MaxConcurrency') {
    throw refusal(thread, field, `Expected non-negative integer for MaxConcurrency, got '${value}' instead.`)
  }
  if (value < 0) throw refusal(thread, field, `${field} cannot be negative.`)
  return value
}

/** A percentage of a Map state, likewise. */
export function percentageField(t: Transition, thread: StateThread<MapState>, field: Field, input: Json): number {
  const value = numberField(t, thread, field, input, 'float')
  if (value < 0 || value > 100) throw refusal(thread, field, `${field} must be between 0 and 100.`)
  return value
}

function numberField(t: Transition, thread: StateThread<MapState>, field: Field, input: Json, kind: Kind): number {
  const { state } = thread
  const path = state[`${field}Path`]
  if (path !== undefined) return numberAt(`${field}Path`, path, pathScope(t, thread, input), kind)
  const given = state[field] ?? 0
  return typeof given === 'number' ? given : (evaluate(field, given, queryScope(t, thread), 'number') as number)
}

type Kind = 'integer' | 'float'
const FORMS = { integer: /^[+-]?\d+$/, float: /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/ }

/** The number at a path, which may also be written as text. @throws StateError States.Runtime when it is none */
export function numberAt(field: string, path: string, scope: PathScope, kind: Kind = 'integer'): number {
  const value = readPath(path, scope)
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  if (FORMS[kind].test(text)) return Number(text)
  throw new StateError(
    'States.Runtime',
    `The ${field} field refers to value "${text}" which is not a valid ${kind}: ${path}`,
  )
}

/** What a Map state fails with when the value of one of its fields is out of bounds. */
export function refusal({ state }: StateThread<MapState>, field: string, message: string): StateError {
  return state.QueryLanguage === 'JSONata'
    ? new StateError('States.QueryEvaluationError', message, field)
    : new StateError('States.Runtime', message)
}
