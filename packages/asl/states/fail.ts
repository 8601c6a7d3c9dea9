import type { FailState } from '../definition.ts'
import { pathScope, queryScope } from '../execution/data-flow.ts'
import { fail, type StateOutcome } from '../execution/outcome.ts'
import type { StateThread, Transition } from '../execution/transition.ts'
import type { Json } from '../json.ts'
import { evaluate } from '../jsonata/evaluate.ts'
import { readField } from '../payload-template.ts'
import { StateError } from '../state-error.ts'

/** @see https://states-language.net/#fail-state */
export function startFail(t: Transition, thread: StateThread<FailState>): StateOutcome {
  if (thread.state.QueryLanguage !== 'JSONata') t.observer?.observe('afterInputPath', thread.active.input)
  return fail({ error: text(t, thread, 'Error'), cause: text(t, thread, 'Cause') })
}

function text(t: Transition, thread: StateThread<FailState>, field: 'Error' | 'Cause'): string | undefined {
  const { state, active } = thread
  const literal = state[field]
  if (state.QueryLanguage === 'JSONata') {
    return literal === undefined ? undefined : (evaluate(field, literal, queryScope(t, thread), 'string') as string)
  }
  const path = state[`${field}Path`]
  if (path === undefined) return literal
  return mustBeText(`${field}Path`, path, readField(`${field}Path`, path, pathScope(t, thread, active.input)))
}

function mustBeText(field: string, path: string, value: Json): string {
  if (typeof value === 'string') return value
  throw new StateError(
    'States.Runtime',
    `The ${field} field refers to value "${JSON.stringify(value)}" which is not a string: ${path}`,
  )
}
