import { isIntrinsic, isIntrinsicCall } from '../intrinsics/parse.ts'
import type { Json } from '../json.ts'
import { isPath } from '../jsonpath/parse.ts'
import { isReferencePath } from '../jsonpath/reference-path.ts'
import { text } from './check.ts'
import type { Place } from './place.ts'

/** `InputPath` and `OutputPath`: a path, or null for nothing. */
export function pathOrNull(value: Json, at: Place): void {
  if (value !== null) path(value, at)
}

export function path(value: Json, at: Place): void {
  if (typeof value !== 'string') text(value, at)
  else if (!isPath(value)) at.malformed('Value must be a valid JSONPath.')
}

/** `ErrorPath` and `CausePath` may also call an intrinsic function. */
export function pathOrIntrinsic(value: Json, at: Place): void {
  if (typeof value === 'string' && isIntrinsic(value)) {
    if (!isIntrinsicCall(value)) at.malformed('Value must be a valid JSONPath or a valid intrinsic function call')
  } else path(value, at)
}

export function referencePath(value: Json, at: Place): void {
  if (typeof value !== 'string') return text(value, at)
  if (!value.startsWith('$')) return at.malformed("Value is not a Reference Path: Reference path didn't start with '$'")
  if (!isReferencePath(value)) at.malformed('Value is not a Reference Path')
}

/** `ResultPath` writes, so it must start from the input itself. */
export function resultPath(value: Json, at: Place): void {
  if (value === null) return
  if (typeof value === 'string' && /^\$[^.[]/.test(value)) at.malformed('Value is not a Reference Path')
  else referencePath(value, at)
}

/** A payload template of a JSONPath state: what a name ending in `.$` has must be a path or a call. */
export function checkTemplate(value: Json, at: Place): void {
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) checkTemplate(item, at.item(i))
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, item] of Object.entries(value)) checkEntry(name, item, at)
  }
}

function checkEntry(name: string, value: Json, at: Place): void {
  if (!name.endsWith('.$')) {
    if (typeof value === 'string' && looksDynamic(value)) {
      const advice = `Use '${name}.$' to evaluate it at runtime.`
      at.child(name).warn('NO_DOLLAR', `The value of '${name}' looks like a JSONPath or intrinsic function. ${advice}`)
    }
    return checkTemplate(value, at.child(name))
  }
  if (typeof value !== 'string') {
    const type = Array.isArray(value) ? 'an ARRAY' : value === null ? 'NULL' : `a ${typeof value}`.toUpperCase()
    at.malformed(`The value for the field '${name}' must be a STRING that contains a JSONPath but was ${type}`)
  } else if (!isPath(value) && !isIntrinsicCall(value)) {
    at.malformed(`The value for the field '${name}' must be a valid JSONPath or a valid intrinsic function call`)
  }
}

/** Whether a text that is taken literally was probably meant to be evaluated. */
export function looksDynamic(value: string): boolean {
  return /^\$(\$?[.[]|$)/.test(value) || value.startsWith('States.')
}
