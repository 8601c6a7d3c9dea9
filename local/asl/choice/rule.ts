import type { JsonObject } from '../../json.ts'
import type { PathScope } from '../scope.ts'

/**
 * Whether a choice rule of a JSONPath state holds. Values of another type than the comparator's make it false.
 * @throws StateError States.Runtime when `Variable` or a `…Path` operand finds nothing
 */
export function ruleHolds(rule: JsonObject, scope: PathScope): boolean {
  throw new Error(`NotImplemented: ${rule} of ${scope.data}`)
}
