import type { Json } from '../../json.ts'

/**
 * `document` with `value` at a reference path such as `$.a.b[0]`, as `ResultPath` asks; missing objects are made on the way.
 * Neither argument is changed.
 * @throws StateError States.ResultPathMatchFailure when the document has something else than an object or array on the way
 */
export function writeReferencePath(path: string, document: Json, value: Json): Json {
  throw new Error(`NotImplemented: ${path} of ${document} = ${value}`)
}
