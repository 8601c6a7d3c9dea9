import type { Json } from '../../json.ts'
import type { PathScope } from '../scope.ts'

/**
 * The value at a path, as `InputPath`, `OutputPath`, `ItemsPath` and the `…SecondsPath` fields of a Task read it.
 * @throws StateError States.Runtime `Invalid path '$.a' : No results for path: $['a']`
 */
export function readPath(path: string, scope: PathScope): Json {
  throw new Error(`NotImplemented: ${path} of ${scope.data}`)
}

/** The value at a path, or undefined where there is none: what `IsPresent`, `SecondsPath` and `MaxConcurrencyPath` start from. */
export function findPath(path: string, scope: PathScope): Json | undefined {
  throw new Error(`NotImplemented: ${path} of ${scope.data}`)
}

/**
 * The value at a path or of an intrinsic function, as the fields of a payload template, `ErrorPath` and `CausePath` read it.
 * @throws StateError States.Runtime `The JSONPath '$.a' specified for the field 'b.$' could not be found in the input '{}'`
 */
export function readField(field: string, expression: string, scope: PathScope): Json {
  throw new Error(`NotImplemented: ${field} ${expression} of ${scope.data}`)
}
