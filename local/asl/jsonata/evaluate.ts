import type { Json } from '../../json.ts'
import type { QueryScope } from '../scope.ts'

export type JsonType = 'array' | 'boolean' | 'number' | 'object' | 'string'

/**
 * A field of a JSONata state with every `{% … %}` string in it, however deep, replaced by what it evaluates to.
 * @param field its name, where a message and `location` start: `Output`, `Assign`, `Arguments`, …
 * @param expected the type that the field must have if it is an expression itself, such as `array` for `Items`
 * @throws StateError States.QueryEvaluationError
 */
export function evaluate(field: string, template: Json, scope: QueryScope, expected?: JsonType): Json {
  throw new Error(`NotImplemented: ${field} ${template} of ${scope.states.input} ${expected}`)
}
