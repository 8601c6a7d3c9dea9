import type { Json, JsonObject } from '../json.ts'
import { findPath } from '../jsonpath/read.ts'
import type { PathScope } from '../scope.ts'
import { StateError } from '../state-error.ts'
import { COMPARATORS, hasPathVariant } from './comparator.ts'

/**
 * Whether a choice rule of a JSONPath state holds. Values of another type than the comparator's make it false.
 * @throws StateError States.Runtime when `Variable` or a `…Path` operand finds nothing
 */
export function ruleHolds(rule: JsonObject, scope: PathScope): boolean {
  const { And, Or, Not, Variable, IsPresent } = rule
  if (Array.isArray(And)) return And.every((nested) => ruleHolds(nested as JsonObject, scope))
  if (Array.isArray(Or)) return Or.some((nested) => ruleHolds(nested as JsonObject, scope))
  if (Not !== undefined) return !ruleHolds(Not as JsonObject, scope)
  const variable = String(Variable)
  if (IsPresent !== undefined) return (findPath(variable, scope) !== undefined) === IsPresent

  for (const [name, operand] of Object.entries(rule)) {
    const compare = COMPARATORS.get(name)
    if (compare) return compare(present(variable, scope), operand)
    const base = name.replace(/Path$/, '')
    const comparePath = hasPathVariant(base) ? COMPARATORS.get(base) : undefined
    if (comparePath) return comparePath(present(variable, scope), present(String(operand), scope))
  }
  return false
}

function present(path: string, scope: PathScope): Json {
  const value = findPath(path, scope)
  if (value !== undefined) return value
  const why = "The choice state's condition path references an invalid value."
  throw new StateError('States.Runtime', `Invalid path '${path}': ${why}`)
}
