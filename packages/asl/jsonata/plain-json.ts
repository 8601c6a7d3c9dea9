import type { Json, JsonObject } from '../json.ts'
import { memoryLimit } from './bounds.ts'

/** The value holds something that JSON has no words for. */
export class UnsupportedType extends Error {
  override readonly name = 'UnsupportedType'
}

/** More nodes than any payload may have. An expression can make a few lists that share parts and are endless written out. */
const MOST_NODES = 1_000_000

/**
 * A JSONata result as JSON. Numbers that JSON cannot write become their names: `1/0` is `"Infinity"`, as on AWS.
 * @throws UnsupportedType for a function
 */
export function plainJson(result: unknown): Json {
  let nodes = 0
  const copy = (value: unknown): Json => {
    if (++nodes > MOST_NODES) throw memoryLimit()
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
    if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
    if (Array.isArray(value)) return value.map(copy)
    if (typeof value !== 'object' || '_jsonata_lambda' in value || '_jsonata_function' in value)
      throw new UnsupportedType()
    const object: JsonObject = {}
    for (const [name, item] of Object.entries(value)) {
      if (item === undefined) continue
      Object.defineProperty(object, name, { value: copy(item), enumerable: true, configurable: true, writable: true })
    }
    return object
  }
  return copy(result)
}
