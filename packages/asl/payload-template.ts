import { evaluateIntrinsic } from './intrinsics/evaluate.ts'
import { isIntrinsic } from './intrinsics/parse.ts'
import type { Json, JsonObject } from './json.ts'
import { findPath, searchedText } from './jsonpath/read.ts'
import type { PathScope } from './scope.ts'
import { StateError } from './state-error.ts'

/**
 * `Parameters`, `ItemSelector`, `ResultSelector` or `Assign` of a JSONPath state with every `"name.$"` in it, however deep,
 * replaced by its value. Strings without such a name are left alone, also in arrays.
 * @throws StateError States.Runtime
 * @see https://states-language.net/#payload-template
 */
export function fillTemplate(template: Json, scope: PathScope): Json {
  if (Array.isArray(template)) return template.map((item) => fillTemplate(item, scope))
  if (typeof template !== 'object' || template === null) return template
  const filled: JsonObject = {}
  for (const [key, value] of Object.entries(template)) {
    const dynamic = key.endsWith('.$') && typeof value === 'string'
    const name = dynamic ? key.slice(0, -2) : key
    const result = dynamic ? readField(key, value, scope) : fillTemplate(value, scope)
    Object.defineProperty(filled, name, { value: result, enumerable: true, configurable: true, writable: true })
  }
  return filled
}

/**
 * The value at a path or of an intrinsic function, as the fields of a payload template, `ErrorPath` and `CausePath` read it.
 * @param field its name as the definition has it: `value.$`, `ErrorPath`
 * @throws StateError States.Runtime `The JSONPath '$.a' specified for the field 'b.$' could not be found in the input '{}'`
 */
export function readField(field: string, expression: string, scope: PathScope): Json {
  if (isIntrinsic(expression)) return evaluateIntrinsic(expression, scope)
  const value = findPath(expression, scope)
  if (value !== undefined) return value
  const where = `specified for the field '${field}' could not be found in the input '${searchedText(expression, scope)}'`
  throw new StateError('States.Runtime', `The JSONPath '${expression}' ${where}`)
}
