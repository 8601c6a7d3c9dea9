import type { Json } from '../json.ts'
import type { PathScope } from './scope.ts'

/**
 * `Parameters`, `ItemSelector`, `ResultSelector` or `Assign` of a JSONPath state with every `"name.$"` replaced by its value.
 * @throws StateError States.Runtime or States.IntrinsicFailure
 * @see https://states-language.net/#payload-template
 */
export function fillTemplate(template: Json, scope: PathScope): Json {
  throw new Error(`NotImplemented: ${template} of ${scope.data}`)
}
