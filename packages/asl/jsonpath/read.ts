import type { Json } from '../json.ts'
import type { PathScope } from '../scope.ts'
import { StateError } from '../state-error.ts'
import { PathNotFound, select } from './evaluate.ts'
import { parsePath } from './parse.ts'
import { InvalidPath, type Path } from './path.ts'

/**
 * The value at a path, as `InputPath`, `OutputPath`, `ItemsPath` and the `…SecondsPath` fields of a Task read it.
 * @throws StateError States.Runtime `Invalid path '$.a' : No results for path: $['a']`
 */
export function readPath(path: string, scope: PathScope): Json {
  try {
    return read(parsePath(path), scope)
  } catch (error) {
    if (error instanceof PathNotFound || error instanceof InvalidPath) {
      throw new StateError('States.Runtime', `Invalid path '${path}' : ${error.message}`)
    }
    throw error
  }
}

/** The value at a path, or undefined where there is none: what `IsPresent`, `SecondsPath` and `MaxConcurrencyPath` start from. */
export function findPath(path: string, scope: PathScope): Json | undefined {
  try {
    return read(parsePath(path), scope)
  } catch (error) {
    if (error instanceof PathNotFound || error instanceof InvalidPath) return undefined
    throw error
  }
}

/** The node or list that a compiled path finds. @throws PathNotFound @throws InvalidPath */
export function read(path: Path, scope: PathScope): Json {
  const start = startOf(path, scope)
  return select(path.steps, start, start)
}

/** The JSON text of what a path starts from: the input that AWS's messages say it could not be found in. */
export function searchedText(path: string, scope: PathScope): string {
  return JSON.stringify(path.startsWith('$$') ? scope.context : scope.data)
}

/**
 * What a path starts from.
 * @throws PathNotFound when it is a variable that was never assigned
 */
export function startOf({ root }: Path, scope: PathScope): Json {
  if (root === 'data') return scope.data
  if (root === 'context') return scope.context
  const value = Object.hasOwn(scope.variables, root.variable) ? scope.variables[root.variable] : undefined
  if (value === undefined) throw new PathNotFound(`No results for path: $['${root.variable}']`)
  return value
}
