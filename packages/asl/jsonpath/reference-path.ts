import type { Json, JsonObject } from '../json.ts'
import type { PathScope } from '../scope.ts'
import { StateError } from '../state-error.ts'
import { PathNotFound } from './evaluate.ts'
import { parsePath } from './parse.ts'
import { InvalidPath, type Path } from './path.ts'
import { startOf } from './read.ts'

/** One move of a reference path: into a property or to an item. */
type Move = string | number

/**
 * `document` with `value` at a reference path such as `$.a.b[0]`, as `ResultPath` asks. Objects and arrays that are missing on
 * the way are made, a null counts as missing; an index may be that of the next item, not beyond. Neither argument is changed.
 * @throws StateError States.ReferencePathConflict when something else is in the way
 * @see https://states-language.net/#ref-paths
 */
export function writeReferencePath(path: string, document: Json, value: Json): Json {
  return write(compile(path).moves, document, value, { path, document })
}

/**
 * The value at a reference path, as `ItemsPath` reads it.
 * @throws StateError States.ReferencePathConflict `Unable to apply step "items" to input {}`; States.Runtime when it starts with a
 *   variable that was never assigned
 */
export function readReferencePath(path: string, scope: PathScope): Json {
  const compiled = compile(path)
  const start = startFor(path, compiled.path, scope)
  return compiled.moves.reduce((node: Json, move) => {
    const next = Array.isArray(node) && typeof move === 'number' ? node[move] : isObject(node) ? node[move] : undefined
    if (next === undefined) throw conflict(`step "${move}"`, start)
    return next
  }, start)
}

/** @throws StateError States.Runtime for what CreateStateMachine would have refused */
function compile(text: string): { path: Path; moves: Move[] } {
  try {
    const path = parsePath(text)
    return { path, moves: movesOf(path) }
  } catch (error) {
    if (!(error instanceof InvalidPath)) throw error
    throw new StateError('States.Runtime', `Invalid path '${text}' : ${error.message}`)
  }
}

function startFor(path: string, compiled: Path, scope: PathScope): Json {
  try {
    return startOf(compiled, scope)
  } catch (error) {
    if (!(error instanceof PathNotFound)) throw error
    throw new StateError('States.Runtime', `Invalid path '${path}' : ${error.message}`)
  }
}

/** Whether AWS would accept the text as a reference path: one that can only name a single node. */
export function isReferencePath(text: string): boolean {
  try {
    movesOf(parsePath(text))
    return true
  } catch (error) {
    if (error instanceof InvalidPath) return false
    throw error
  }
}

function movesOf({ steps }: Path): Move[] {
  return steps.map((step): Move => {
    const [only, ...more] = step.type === 'property' ? step.names : step.type === 'index' ? step.indices : []
    if (only === undefined || more.length > 0) throw new InvalidPath('a reference path must name a single node')
    return only
  })
}

type Place = { path: string; document: Json }

function write([move, ...rest]: Move[], node: Json | undefined, value: Json, place: Place): Json {
  if (move === undefined) return value
  const here = node ?? (typeof move === 'number' ? [] : {})
  if (typeof move === 'number' && Array.isArray(here)) {
    if (move > here.length || move < 0) throw conflict(`step "${move}"`, place.document)
    const copy = [...here]
    copy[move] = write(rest, here[move], value, place)
    return copy
  }
  if (typeof move === 'string' && isObject(here)) {
    return withProperty(here, move, write(rest, Object.hasOwn(here, move) ? here[move] : undefined, value, place))
  }
  if (typeof here !== 'object') throw conflict(`ReferencePath ${place.path}`, place.document)
  throw conflict(`step "${move}"`, place.document)
}

/** A copy with a property set, `__proto__` included. */
function withProperty(object: JsonObject, name: string, value: Json): JsonObject {
  const copy = { ...object }
  Object.defineProperty(copy, name, { value, enumerable: true, configurable: true, writable: true })
  return copy
}

function isObject(node: Json): node is JsonObject {
  return typeof node === 'object' && node !== null && !Array.isArray(node)
}

function conflict(part: string, document: Json): StateError {
  return new StateError('States.ReferencePathConflict', `Unable to apply ${part} to input ${JSON.stringify(document)}`)
}
