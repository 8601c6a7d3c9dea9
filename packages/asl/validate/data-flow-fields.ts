import type { Json } from '../json.ts'
import { type Check, isObject } from './check.ts'
import { checkExpressions } from './expression.ts'
import { checkTemplate } from './path.ts'
import type { Place } from './place.ts'
import { checkVariableName } from './variable-name.ts'

/** A field of a JSONata state that may hold expressions anywhere: `Arguments`, `Output`, `Items`, … */
export const query: Check = checkExpressions

/** `Output` is the one field besides `Assign` that sees the state's result. */
export const output: Check = checkExpressions

/** `Parameters`, `ResultSelector` and `ItemSelector` of a JSONPath state. */
export const template: Check = checkTemplate

/** A field that both query languages have: a template in one, expressions in the other. */
export function templateOrQuery(value: Json, at: Place): void {
  if (at.scope.language === 'JSONata') checkExpressions(value, at)
  else checkTemplate(value, at)
}

/** New values for variables. */
export function assign(value: Json, at: Place): void {
  if (!isObject(value)) return at.malformed('Expected value of type [OBJECT]')
  const { language } = at.scope
  for (const name of Object.keys(value)) {
    checkVariableName(language === 'JSONata' ? name : name.replace(/\.\$$/, ''), at.child(name))
  }
  templateOrQuery(value, at)
}
