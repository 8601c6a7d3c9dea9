import type { Json } from '../../json.ts'
import { pathScope, queryScope } from '../data-flow.ts'
import type { MapState } from '../definition.ts'
import { evaluate } from '../jsonata/evaluate.ts'
import { findPath } from '../jsonpath/read.ts'
import { StateError } from '../state-error.ts'
import type { StateThread, Transition } from '../transition.ts'

type Field = 'MaxConcurrency' | 'ToleratedFailureCount' | 'ToleratedFailurePercentage'

/** A whole number of a Map state that is given outright, by a path or by an expression; 0 where it is not given. */
export function integerField(t: Transition, thread: StateThread<MapState>, field: Field, input: Json): number {
  const value = numberField(t, thread, field, input, 'integer', /^[+-]?\d+$/)
  if (value < 0) throw refusal(thread, field, `${field} cannot be negative.`)
  return value
}

/** A percentage of a Map state, likewise. */
export function percentageField(t: Transition, thread: StateThread<MapState>, field: Field, input: Json): number {
  const value = numberField(t, thread, field, input, 'float', /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/)
  if (value < 0 || value > 100) throw refusal(thread, field, `${field} must be between 0 and 100.`)
  return value
}

function numberField(
  t: Transition,
  thread: StateThread<MapState>,
  field: Field,
  input: Json,
  kind: string,
  form: RegExp,
): number {
  const { state } = thread
  const path = state[`${field}Path`]
  if (path === undefined) {
    const given = state[field] ?? 0
    return typeof given === 'number' ? given : (evaluate(field, given, queryScope(t, thread), 'number') as number)
  }
  const value = readNumber(path, pathScope(t, thread, input))
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  if (form.test(text)) return Number(text)
  throw new StateError(
    'States.Runtime',
    `The ${field}Path field refers to value "${text}" which is not a valid ${kind}: ${path}`,
  )
}

function readNumber(path: string, scope: Parameters<typeof findPath>[1]): Json {
  return findPath(path, scope) ?? null
}

function refusal({ state }: StateThread<MapState>, field: Field, message: string): StateError {
  return state.QueryLanguage === 'JSONata'
    ? new StateError('States.QueryEvaluationError', message, field)
    : new StateError('States.Runtime', message)
}
